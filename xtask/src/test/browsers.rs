//! The demo page in a real browser.

use std::ffi::OsString;

use anyhow::Result;

use super::{
    Count,
    report::{counted, playwright},
};
use crate::{browser::CHROMIUM, demo, node, project, sandbox, site};

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    let chromium = CHROMIUM.path()?;
    // Each worker of the tests has a gateway of its own.
    let mut options = demo::mounts()?.join(&OsString::from("\n"));
    options.push("\n--task-seconds\n4");
    let mut test = node::tool("@playwright/test/cli.js");
    test.args(["test", "--reporter=json", "--config"])
        .arg(project::root().join("tests/browser"));
    test.env("MIDJOURNEY_DEMO", options)
        .env("MIDJOURNEY_SITE", site::write()?)
        .env(sandbox::PROGRAM, sandbox::binary()?)
        .env(CHROMIUM.variable, chromium);
    counted(
        "the demo page in Chromium (about a minute)",
        &mut test,
        playwright,
    )
}
