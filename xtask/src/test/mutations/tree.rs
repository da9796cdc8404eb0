//! A copy of the working tree, in which patches come and go.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{project, run};

/// The copy. What is built of it lies beside it, and is kept for the next run.
pub struct Tree {
    /// Where it is.
    pub root: PathBuf,
}

/// The folder of the copy, and of all that belongs to it.
pub fn folder() -> PathBuf {
    project::target().join("mutations")
}

impl Tree {
    /// Copies all files that are not ignored, as they are on disk. What a run before has left is made good; what is unchanged
    /// stays as it is, so that it is not built anew.
    pub fn copy() -> Result<Self> {
        let root = folder().join("tree");
        let mut list = Command::new("git");
        list.args(["ls-files", "-co", "--exclude-standard"])
            .current_dir(project::root());
        let listed = run::output(&mut list)?;
        let files: BTreeSet<_> = listed
            .lines()
            .filter(|file| project::root().join(file).is_file())
            .collect();
        let known = folder().join("files.txt");
        for gone in fs::read_to_string(&known)
            .unwrap_or_default()
            .lines()
            .filter(|file| !files.contains(file))
        {
            let _ = fs::remove_file(root.join(gone));
        }
        for file in &files {
            let content = fs::read(project::root().join(file)).with_context(|| file.to_string())?;
            project::write(root.join(file), content)?;
        }
        project::write(known, listed)?;
        link(&root)?;
        Ok(Self { root })
    }

    /// Applies a patch.
    pub fn apply(&self, patch: &Path) -> Result<()> {
        self.git(&["apply"], patch)
    }

    /// Takes it back.
    pub fn revert(&self, patch: &Path) -> Result<()> {
        self.git(&["apply", "--reverse"], patch)
    }

    fn git(&self, arguments: &[&str], patch: &Path) -> Result<()> {
        let mut git = Command::new("git");
        git.args(arguments).arg(patch).current_dir(&self.root);
        // Within the project's own repository it would leave out all that lies elsewhere than the patch says.
        git.env("GIT_CEILING_DIRECTORIES", folder());
        let output = run::quiet(&mut git)?;
        if output.status.success() {
            return Ok(());
        }
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim())
    }
}

/// The npm packages are those of the project; where there are no links, the copy installs its own.
fn link(root: &Path) -> Result<()> {
    let link = root.join("node_modules");
    #[cfg(unix)]
    if !link.exists() {
        std::os::unix::fs::symlink(project::root().join("node_modules"), link)?;
    }
    Ok(())
}
