//! The exports of the npm package.
