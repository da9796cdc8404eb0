//! litter-coder/midjourney-proxy-plus, its paid successor: the same manners, with buttons, speed prefixes, and always a key. Code 21 comes without
//! properties, as its docs show it. (Its code is closed: what its docs do not say is taken from novicezk.)

use super::spring::Server;

pub(super) const SERVER: Server = Server {
    prefixes: &["", "mj-fast", "mj-turbo", "mj-relax"],
    buttons: true,
    secret: true,
};
