//! Browsers for the tests, as the system has them; installed on Debian where root may do that.

use std::{env, path::Path, process::Command, sync::OnceLock};

use anyhow::{Result, bail};

use crate::run;

/// A browser: the environment variable that names it, where it is else, and the Debian packages that bring it.
pub struct Browser {
    /// Its variable, for users and for the tests' programs alike.
    pub variable: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

/// The browsers that test the demo page.
pub const CHROMIUM: Browser = Browser {
    variable: "CHROMIUM",
    programs: &[
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ],
    packages: &["chromium"],
};

/// Firefox, the long-term version included.
pub const FIREFOX: Browser = Browser {
    variable: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    packages: &["firefox-esr"],
};

/// WebKitGTK's own small browser, which needs a display.
pub const WEBKIT: Browser = Browser {
    variable: "WEBKIT",
    programs: &[
        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "MiniBrowser",
    ],
    packages: &["webkit2gtk-driver", "xvfb", "xauth"],
};

impl Browser {
    /// Its path, or an error that says what to do.
    pub fn path(&self) -> Result<String> {
        if let Ok(named) = env::var(self.variable) {
            return Ok(named);
        }
        if let Some(found) = self.find() {
            return Ok(found);
        }
        self.install()?;
        match self.find() {
            Some(found) => Ok(found),
            None => bail!(
                "these tests need {}; install it, or name it in the environment variable {}",
                self.programs.first().unwrap_or(&self.variable),
                self.variable
            ),
        }
    }

    fn find(&self) -> Option<String> {
        let mut found = self
            .programs
            .iter()
            .filter_map(|program| which::which(program).ok());
        found.next().map(|path| path.display().to_string())
    }

    fn install(&self) -> Result<()> {
        if !is_root_on_debian() {
            return Ok(());
        }
        let names = self.packages.join(", ");
        run::step(&format!("installing Debian's {names} (about a minute)"), || {
            // Once is enough for all.
            static UPDATED: OnceLock<bool> = OnceLock::new();
            UPDATED.get_or_init(|| run::output(Command::new("apt-get").args(["update", "-qq"])).is_ok());
            let mut install = Command::new("apt-get");
            install
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(self.packages);
            run::output(install.env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
        })
    }
}

fn is_root_on_debian() -> bool {
    Path::new("/etc/debian_version").exists()
        && run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
