//! The demo page and its gateway, on one origin.

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use lexopt::prelude::*;

use crate::{
    dist, project, run,
    sandbox::{self, Running},
};

/// `cargo xtask demo`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let (mut port, mut key, mut more) = (8787, None, Vec::<OsString>::new());
    let mut proxy = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("key") => key = Some(arguments.value()?),
            Long("gateway") => {
                proxy = true;
                more.extend(["--gateway".into(), arguments.value()?]);
            }
            Long("auth") => more.extend(["--auth".into(), arguments.value()?]),
            other => return Err(other.unexpected().into()),
        }
    }
    let running = start(port, proxy, more, key)?;
    println!("the demo is at {}/ (Ctrl-C ends it)", running.url);
    run::say(if proxy {
        "it talks to the gateway that you named"
    } else {
        "it talks to the sandbox: no account, no costs"
    });
    running.wait()
}

/// Builds all and serves the page at `/`, the package at `/midjourney-wasm/` and the gateway.
pub fn start(port: u16, proxy: bool, more: Vec<OsString>, key: Option<OsString>) -> Result<Running> {
    let program = sandbox::binary(proxy)?;
    let mut options = more;
    options.extend(mounts()?);
    Running::start(program, port, &options, key)
}

/// Builds the package; gives the options with which a sandbox serves it and the page.
pub fn mounts() -> Result<Vec<OsString>> {
    dist::build()?;
    let mount = |path: &str, folder: &str| {
        let mut mount = OsString::from(format!("{path}="));
        mount.push(project::root().join(folder));
        [OsString::from("--mount"), mount]
    };
    let mounts = [mount("/midjourney-wasm", "pkg"), mount("/", "www")];
    Ok(mounts.into_iter().flatten().collect())
}
