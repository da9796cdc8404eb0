//! `midjourney-sandbox`: a gateway to develop and test against.

use std::io::Write;
use std::process::ExitCode;

use midjourney_sandbox::http;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Whoever closed the other end does not want to read it.
            let _ = writeln!(std::io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let Some(options) = http::parse(std::env::args_os())? else {
        let _ = std::io::stdout().write_all(http::HELP.as_bytes());
        return Ok(());
    };
    let runtime = tokio::runtime::Runtime::new().map_err(|error| format!("Cannot start: {error}."))?;
    let outcome = runtime.block_on(http::serve(options));
    // A picture half drawn, or a gateway that does not answer, is not waited for.
    runtime.shutdown_background();
    outcome
}
