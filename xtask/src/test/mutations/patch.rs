//! The patches: what each breaks, and which tests must notice.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::project;

/// A patch of `tests/mutations/`. Lines that begin with `#` stand before its diff: they say which promise it breaks, and the
/// last of them, `# Tests: …`, which tests must notice.
#[derive(Debug)]
pub struct Patch {
    pub name: String,
    pub path: PathBuf,
    pub tests: Tests,
    /// Whether Rust is built anew.
    is_rust: bool,
}

/// Tests that must notice: of one kind, by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tests {
    pub kind: Kind,
    /// Parts of the tests' names; for Node files of `tests/`.
    pub names: Vec<String>,
}

/// The kinds of tests, the cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The unit tests of the crate, on the host.
    Lib,
    /// `tests/client`, on the host.
    Client,
    /// `tests/wasm/platform`, in wasm.
    Platform,
    /// Files of `tests/` that Node runs with the packed package.
    Node,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Lib, Self::Client, Self::Platform, Self::Node];

    fn name(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::Client => "client",
            Self::Platform => "platform",
            Self::Node => "node",
        }
    }
}

impl fmt::Display for Tests {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind.name(), self.names.join(" "))
    }
}

/// All patches of a tree; those of one kind together, and first those whose tests are built fast.
pub fn all(tree: &Path) -> Result<Vec<Patch>> {
    let mut patches = Vec::new();
    for file in fs::read_dir(tree.join("tests/mutations"))? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "patch") {
            patches.push(read(&path).with_context(|| project::shown(&path))?);
        }
    }
    patches.sort_by_key(|patch| (patch.tests.kind, patch.is_rust, patch.name.clone()));
    Ok(patches)
}

/// All tests that any patch names, each once, by their kinds.
pub fn named(patches: &[Patch]) -> Vec<Tests> {
    let of_kind = |kind| {
        let patches = patches.iter().filter(|patch| patch.tests.kind == kind);
        let names: BTreeSet<_> = patches.flat_map(|patch| &patch.tests.names).cloned().collect();
        let names = names.into_iter().collect();
        Tests { kind, names }
    };
    let mut named: Vec<_> = Kind::ALL.into_iter().map(of_kind).collect();
    named.retain(|tests| !tests.names.is_empty());
    named
}

fn read(path: &Path) -> Result<Patch> {
    let text = project::read(path)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Patch {
        name: name.into_owned(),
        path: path.to_path_buf(),
        tests: tests(&text)?,
        is_rust: text
            .lines()
            .any(|line| line.starts_with("+++ ") && line.ends_with(".rs")),
    })
}

fn tests(text: &str) -> Result<Tests> {
    let line = text.lines().find_map(|line| line.strip_prefix("# Tests: "));
    let mut words = line
        .context("no line says `# Tests:`, a kind, and names")?
        .split_whitespace();
    let (word, names): (_, Vec<_>) = (words.next(), words.map(String::from).collect());
    let Some(kind) = Kind::ALL.into_iter().find(|kind| Some(kind.name()) == word) else {
        bail!("the kinds of tests are {}", Kind::ALL.map(Kind::name).join(", "));
    };
    if names.is_empty() {
        bail!("it names no test");
    }
    Ok(Tests { kind, names })
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tests, tests};

    #[test]
    fn a_patch_says_which_tests_must_notice() {
        let text = |line: &str| format!("# A promise.\n{line}\ndiff --git a/x b/x\n");
        let found = |line| tests(&text(line)).ok();
        let tests = |kind, names: &[&str]| {
            let names = names.iter().map(ToString::to_string).collect();
            Some(Tests { kind, names })
        };
        assert_eq!(
            found("# Tests: lib policy::retry"),
            tests(Kind::Lib, &["policy::retry"])
        );
        assert_eq!(
            found("# Tests: node package/a.test.js security/b.test.js"),
            tests(Kind::Node, &["package/a.test.js", "security/b.test.js"])
        );
        assert_eq!(found("# Tests: node"), None);
        assert_eq!(found("# Tests: browser x"), None);
        assert_eq!(found("# No tests."), None);
    }
}
