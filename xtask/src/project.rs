//! Where things are.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use anyhow::{Context, Result};

/// The variable of the environment that names another root: that of a copy, which needs no commands of its own then.
pub const ROOT: &str = "MIDJOURNEY_ROOT";

/// The project's root, from whichever folder the command was given.
pub fn root() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        // The folder that this crate was built from: a clone that is moved builds it again.
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let own = own.unwrap_or(Path::new(".")).to_path_buf();
        env::var_os(ROOT).map_or(own, PathBuf::from)
    });
    &FOLDER
}

/// The folder for everything that is built.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target))
}

/// The version that the packages have.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Reads a file of the project.
pub fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    fs::read_to_string(path).with_context(|| format!("cannot read {}", shown(path)))
}

/// Writes a file if that changes it, so that its dependents are not built in vain.
pub fn write(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<()> {
    let (path, content) = (path.as_ref(), content.as_ref());
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", shown(folder)))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", shown(path)))
}

/// A path as people want to read it: relative to the project.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
