//! What the sources must not contain: platform in the pure code, and traces of the machine they were written on.

use std::process::Command;

use anyhow::Result;

use super::Count;
use crate::{project, run};

/// The crates of the platform, which pure code does not name.
const PLATFORM: [&str; 6] = [
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "gloo",
    "serde_wasm",
    "crate::web",
];

/// The folders of pure code.
const PURE: [&str; 2] = ["src/gateway/", "src/policy/"];

/// Traces of a machine or of a place outside the project. In two halves, because this file is searched too.
const FOREIGN: [(&str, &str); 7] = [
    ("../", "shared"),
    ("/home", "/"),
    ("/root", "/"),
    ("/Users", "/"),
    ("registry.", "npmjs"),
    ("\"res", "olved\": \"http"),
    ("static.", "crates.io"),
];

/// Searches all files of the project.
pub fn run() -> Result<Count> {
    run::say("what may not be in the sources");
    let files = run::output(
        Command::new("git")
            .args(["ls-files", "-co", "--exclude-standard"])
            .current_dir(project::root()),
    )?;
    let mut found = Vec::new();
    for path in files.lines() {
        // A file that is no text has nothing to find.
        let Ok(text) = std::fs::read_to_string(project::root().join(path)) else {
            continue;
        };
        found.extend(faults(path, &text));
    }
    for fault in &found {
        eprintln!("{fault}");
    }
    Ok(if found.is_empty() {
        Count::passed(1)
    } else {
        Count::failed(1)
    })
}

fn faults(path: &str, text: &str) -> Vec<String> {
    let is_pure = PURE.iter().any(|folder| path.starts_with(folder));
    // Recorded responses may contain anything.
    let is_ours = !path.contains("/fixtures/");
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut fault = |what: &str| faults.push(format!("{path}:{}: {what}", number + 1));
        if is_pure && !line.trim_start().starts_with("//") {
            for name in PLATFORM.iter().filter(|name| line.contains(**name)) {
                fault(&format!("pure code names {name}"));
            }
        }
        for foreign in FOREIGN
            .map(|(one, two)| [one, two].concat())
            .iter()
            .filter(|foreign| line.contains(*foreign))
        {
            if is_ours {
                fault(&format!("{foreign} is of a machine, not of the project"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn platform_and_machine_are_found() {
        assert_eq!(faults("src/gateway/id.rs", "use js_sys::Array;").len(), 1);
        assert_eq!(faults("src/policy/retry.rs", "    web_sys::window()").len(), 1);
        assert_eq!(faults("src/gateway/id.rs", "// no js_sys here").len(), 0);
        assert_eq!(faults("src/web/url.rs", "use js_sys::Array;").len(), 0);
        let home = ["/ho", "me/me/x"].concat();
        assert_eq!(faults("README.md", &home).len(), 1);
        assert_eq!(faults("tests/fixtures/a.json", &home).len(), 0);
    }
}
