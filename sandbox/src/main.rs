//! `midjourney-sandbox`: a gateway to develop and test against.

use std::process::ExitCode;

use midjourney_sandbox::http;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match http::parse(std::env::args_os()) {
        Ok(None) => {
            print!("{}", http::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Some(options)) => http::serve(options).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
