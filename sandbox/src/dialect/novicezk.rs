//! novicezk/midjourney-proxy, the Java original: no buttons, no `action`, `modal` or `shorten`; only `/mj`; a key only if one was chosen; an empty 200
//! for an id it does not know; closed to web pages.

use super::spring::Server;

pub(super) const SERVER: Server = Server {
    prefixes: &[""],
    buttons: false,
    secret: false,
};
