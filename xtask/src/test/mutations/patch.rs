//! The patches: what each breaks, and which tests must notice.

use std::{
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

/// Tests that must notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tests {
    /// Those of the host whose names contain one of these.
    Native(Vec<String>),
    /// Those in these files of `tests/`, which Node runs with the packed package.
    Node(Vec<String>),
}

impl fmt::Display for Tests {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native(names) => write!(formatter, "native {}", names.join(" ")),
            Self::Node(files) => write!(formatter, "node {}", files.join(" ")),
        }
    }
}

/// All patches of a tree; first those whose tests are built fast, and those together that need the same WebAssembly.
pub fn all(tree: &Path) -> Result<Vec<Patch>> {
    let mut patches = Vec::new();
    for file in fs::read_dir(tree.join("tests/mutations"))? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "patch") {
            patches.push(read(&path).with_context(|| project::shown(&path))?);
        }
    }
    patches.sort_by_key(|patch| {
        let is_node = matches!(patch.tests, Tests::Node(_));
        (is_node, patch.is_rust, patch.name.clone())
    });
    Ok(patches)
}

/// All tests that any patch names, each once.
pub fn named(patches: &[Patch]) -> [Tests; 2] {
    let (mut native, mut node) = (Vec::new(), Vec::new());
    for patch in patches {
        match &patch.tests {
            Tests::Native(names) => native.extend_from_slice(names),
            Tests::Node(files) => node.extend_from_slice(files),
        }
    }
    for names in [&mut native, &mut node] {
        names.sort();
        names.dedup();
    }
    [Tests::Native(native), Tests::Node(node)]
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
        .context("no line says `# Tests: native …` or `# Tests: node …`")?
        .split_whitespace();
    let (kind, names): (_, Vec<_>) = (words.next(), words.map(String::from).collect());
    match kind {
        _ if names.is_empty() => bail!("it names no test"),
        Some("native") => Ok(Tests::Native(names)),
        Some("node") => Ok(Tests::Node(names)),
        _ => bail!("there are native and node tests"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tests, tests};

    #[test]
    fn a_patch_says_which_tests_must_notice() {
        let text = |line: &str| format!("# A promise.\n{line}\ndiff --git a/x b/x\n");
        let found = |line| tests(&text(line)).ok();
        let names = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        assert_eq!(
            found("# Tests: native policy::retry"),
            Some(Tests::Native(names(&["policy::retry"])))
        );
        assert_eq!(
            found("# Tests: node package/a.test.js security/b.test.js"),
            Some(Tests::Node(names(&["package/a.test.js", "security/b.test.js"])))
        );
        assert_eq!(found("# Tests: node"), None);
        assert_eq!(found("# Tests: browser x"), None);
        assert_eq!(found("# No tests."), None);
    }
}
