//! The demo page in a real browser.

use anyhow::Result;

use super::{
    Count,
    report::{counted, playwright},
};
use crate::{browser::CHROMIUM, demo, node, project};

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    let chromium = CHROMIUM.path()?;
    let demo = demo::start(0, false, vec!["--task-seconds".into(), "4".into()], None)?;
    let mut test = node::tool("@playwright/test/cli.js");
    test.args(["test", "--reporter=json", "--config"])
        .arg(project::root().join("tests/browser"));
    test.env("MIDJOURNEY_DEMO", &demo.url)
        .env(CHROMIUM.variable, chromium);
    counted(
        "the demo page in Chromium (about two minutes)",
        &mut test,
        playwright,
    )
}
