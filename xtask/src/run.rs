//! Running other programs.

use std::{
    process::{Command, Output, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

/// Prints what happens now, and how long it may take if that is long.
pub fn say(what: &str) {
    eprintln!("› {what}");
}

/// Prints what happens, runs it, and prints how long it took if that was long.
pub fn step<T>(what: &str, act: impl FnOnce() -> Result<T>) -> Result<T> {
    say(what);
    let started = Instant::now();
    let outcome = act()?;
    if started.elapsed().as_secs() >= 5 {
        say(&format!("  … {} s", started.elapsed().as_secs()));
    }
    Ok(outcome)
}

/// Runs a program to its end, its output shown as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| missing(&name))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// Runs a program to its end and returns its output, which is shown only if it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = quiet(command)?;
    if !output.status.success() {
        eprint!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        bail!("{name} failed ({})", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program to its end and gives all that it printed, whether it failed or not.
pub fn quiet(command: &mut Command) -> Result<Output> {
    let name = name(command);
    command
        .stdin(Stdio::null())
        .output()
        .with_context(|| missing(&name))
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let arguments: Vec<_> = command
        .get_args()
        .take(2)
        .map(|argument| argument.to_string_lossy())
        .collect();
    let program = program.file_name().unwrap_or_default().to_string_lossy();
    format!("`{program} {}`", arguments.join(" ")).replace(" `", "`")
}

fn missing(name: &str) -> String {
    format!("{name} could not be started")
}
