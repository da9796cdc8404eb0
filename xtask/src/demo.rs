//! The demo page and its gateway, on one origin.

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use lexopt::prelude::*;

use crate::{dist, node, project, run, sandbox::Running};

/// `cargo xtask demo`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let mut port = 8787;
    let (mut gateway, mut key, mut auth, mut mode) = (None, None, None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("gateway") => gateway = Some(arguments.value()?),
            Long("key") => key = Some(arguments.value()?),
            Long("auth") => auth = Some(arguments.value()?),
            Long("mode") => mode = Some(arguments.value()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let is_real = gateway.is_some();
    let running = match gateway {
        None => Running::start(port, &mounts()?)?,
        Some(gateway) => {
            dist::build()?;
            let mut server = node::node();
            server.arg(project::root().join("xtask/demo.mjs"));
            // Not as arguments: those are everybody's to read.
            for (name, value) in [("MIDJOURNEY_KEY", key), ("AUTH", auth), ("MODE", mode)] {
                server.envs(value.map(|value| (name, value)));
            }
            Running::of(server.env("GATEWAY", gateway).env("PORT", port.to_string()))?
        }
    };
    println!("the demo is at {}/ (Ctrl-C ends it)", running.url);
    run::say(if is_real {
        "it talks to the gateway that you named, through the package's proxy"
    } else {
        "it talks to the sandbox: no account, no costs"
    });
    running.wait()
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
