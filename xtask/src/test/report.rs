//! Counts tests, of cargo and of Node.

use std::{
    fmt,
    ops::AddAssign,
    process::{Command, Output},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// As they should.
    pub passed: u64,
    /// Otherwise.
    pub failed: u64,
    /// Not run.
    pub skipped: u64,
}

impl Count {
    /// So many that passed.
    pub fn passed(passed: u64) -> Self {
        Self {
            passed,
            ..Self::default()
        }
    }

    /// So many that failed.
    pub fn failed(failed: u64) -> Self {
        Self {
            failed,
            ..Self::default()
        }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// A check that is one test: it passes if the program succeeds, and shows its output if not.
pub fn check(what: &str, command: &mut Command) -> Result<Count> {
    run::say(what);
    let output = run::quiet(command)?;
    Ok(if output.status.success() {
        Count::passed(1)
    } else {
        shown(what, &output, Count::failed(1))
    })
}

/// A check of our own that is one test: it passes if it finds nothing wrong, and shows what it finds.
pub fn verify(what: &str, find: impl FnOnce() -> Result<()>) -> Count {
    run::say(what);
    match find() {
        Ok(()) => Count::passed(1),
        Err(wrong) => {
            eprintln!("FAILED: {what}: {wrong:#}");
            Count::failed(1)
        }
    }
}

/// Runs a test program and counts by its output. A program that fails without a failed test counts as one.
pub fn counted(what: &str, command: &mut Command, count: fn(&str) -> Result<Count>) -> Result<Count> {
    run::say(what);
    let output = run::quiet(command)?;
    let counted = count(&String::from_utf8_lossy(&output.stdout));
    if output.status.success() {
        let counted = counted?;
        return Ok(if counted == Count::default() {
            shown("no test was run", &output, Count::failed(1))
        } else {
            counted
        });
    }
    let mut counted = counted.unwrap_or_default();
    counted.failed = counted.failed.max(1);
    Ok(shown(what, &output, counted))
}

fn shown(what: &str, output: &Output, count: Count) -> Count {
    eprintln!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    eprintln!("FAILED: {what}");
    count
}

/// What `cargo test` prints: one line for each test program.
pub fn cargo(printed: &str) -> Result<Count> {
    let mut count = Count::default();
    for line in printed
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "))
    {
        count.passed += before(line, " passed");
        count.failed += before(line, " failed");
        count.skipped += before(line, " ignored");
    }
    Ok(count)
}

/// What `node --test` prints at the end, in the form of TAP.
pub fn node(printed: &str) -> Result<Count> {
    let line = |name: &str| {
        let found = printed
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' '));
        found.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    let failed = line("fail") + line("cancelled");
    Ok(Count {
        passed: line("pass"),
        failed,
        skipped: line("skipped") + line("todo"),
    })
}

/// What Playwright's JSON reporter prints.
pub fn playwright(printed: &str) -> Result<Count> {
    let report: Value = serde_json::from_str(printed).context("Playwright printed no report")?;
    let stat = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
    // A test that passes at the second attempt is one that fails.
    Ok(Count {
        passed: stat("expected"),
        failed: stat("unexpected") + stat("flaky"),
        skipped: stat("skipped"),
    })
}

/// The number before a word.
fn before(line: &str, word: &str) -> u64 {
    let number = line
        .split(word)
        .next()
        .and_then(|start| start.rsplit([' ', ';']).next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_counted() {
        let printed = "running 3 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\n\
                       test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured\n";
        assert_eq!(
            cargo(printed).unwrap(),
            Count {
                passed: 14,
                failed: 3,
                skipped: 1
            }
        );
        assert_eq!(cargo("error: nothing").unwrap(), Count::default());
        let printed = "# tests 9\n# suites 0\n# pass 6\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n";
        assert_eq!(
            node(printed).unwrap(),
            Count {
                passed: 6,
                failed: 2,
                skipped: 1
            }
        );
        let printed = r#"{"stats":{"expected":4,"skipped":1,"unexpected":2,"flaky":1}}"#;
        assert_eq!(
            playwright(printed).unwrap(),
            Count {
                passed: 4,
                failed: 3,
                skipped: 1
            }
        );
        assert!(playwright("nothing").is_err());
    }

    #[test]
    fn a_program_that_runs_nothing_has_failed() {
        let nothing = counted("nothing", Command::new("true").arg(""), cargo).unwrap();
        assert_eq!(nothing, Count::failed(1));
        assert_eq!(
            counted("fails", &mut Command::new("false"), cargo).unwrap(),
            Count::failed(1)
        );
    }
}
