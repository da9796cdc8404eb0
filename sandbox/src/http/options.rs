//! The command line.

use lexopt::prelude::*;

use super::Mount;
use crate::dialect::Dialect;
use crate::fault::Faults;
use crate::settings::Settings;

/// What the command line asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 finds a free one.
    pub port: u16,
    /// Of the gateway.
    pub settings: Settings,
    /// From the start.
    pub faults: Option<Faults>,
    /// Folders to serve.
    pub mounts: Vec<Mount>,
    /// The time is what each request says it is.
    pub told_time: bool,
    /// Stops at the end of standard input.
    pub stop_with_stdin: bool,
}

/// What `--help` prints.
pub const HELP: &str = "\
A midjourney-proxy compatible gateway to develop and test against, on 127.0.0.1.

Usage: midjourney-sandbox [OPTIONS]

  --port N            port to listen on (default 8787; 0 finds a free one)
  --dialect D         guide (default), novicezk, plus, trueai or new-api
  --task-seconds S    how long an imagine takes (default 15)
  --concurrency N     tasks that run at once (default 3)
  --queue N           tasks that may wait (default 10)
  --remix             variations, rerolls and pans ask back first
  --key KEY           the only key taken (default: any)
  --refresh-seconds S how often the relay new-api looks after its tasks (default 15)
  --seed N            other pictures and ids (default 0)
  --faults FILE       answer badly on purpose, as that JSON file says
  --mount PATH=DIR    serve a folder under a path; may be given several times
  --told-time         take the time from each request's header sandbox-time, in ms since 1970
  --stop-with-stdin   stop when standard input ends
  --help              print this
";

/// Reads the command line; none if help was asked for. The error is one plain sentence.
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Option<Options>, String> {
    let mut options = Options {
        port: 8787,
        settings: Settings::default(),
        faults: None,
        mounts: Vec::new(),
        told_time: false,
        stop_with_stdin: false,
    };
    let mut parser = lexopt::Parser::from_iter(arguments);
    while let Some(argument) = parser.next().map_err(sentence)? {
        let settings = &mut options.settings;
        match argument {
            Long("port") => options.port = number(&mut parser, "--port", "a number from 0 to 65535")?,
            Long("dialect") => {
                let name = text(&mut parser)?;
                settings.dialect = Dialect::named(&name).ok_or_else(|| {
                    let names: Vec<&str> = Dialect::ALL.iter().map(|(_, name)| *name).collect();
                    format!("There is no dialect {name}; there are {}.", names.join(", "))
                })?;
            }
            Long("task-seconds") => settings.task_ms = milliseconds(&mut parser, "--task-seconds")?,
            Long("refresh-seconds") => settings.refresh_ms = milliseconds(&mut parser, "--refresh-seconds")?,
            Long("concurrency") => settings.concurrency = number(&mut parser, "--concurrency", "a number")?,
            Long("queue") => settings.queue = number(&mut parser, "--queue", "a number")?,
            Long("seed") => settings.seed = number(&mut parser, "--seed", "a number")?,
            Long("remix") => settings.remix = true,
            Long("key") => settings.key = Some(text(&mut parser)?),
            Long("faults") => {
                let file = text(&mut parser)?;
                let bytes = std::fs::read(&file).map_err(|error| format!("Cannot read {file}: {error}."))?;
                options.faults = Some(Faults::read(&bytes).map_err(|error| format!("{file}: {error}."))?);
            }
            Long("mount") => options.mounts.push(Mount::read(&text(&mut parser)?)?),
            Long("told-time") => options.told_time = true,
            Long("stop-with-stdin") => options.stop_with_stdin = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(sentence(other.unexpected())),
        }
    }
    Ok(Some(options))
}

fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(ValueExt::string).map_err(sentence)
}

fn number<T: std::str::FromStr>(parser: &mut lexopt::Parser, name: &str, wanted: &str) -> Result<T, String> {
    let value = text(parser)?;
    value
        .parse()
        .map_err(|_| format!("{name} wants {wanted}, not {value}."))
}

fn milliseconds(parser: &mut lexopt::Parser, name: &str) -> Result<u64, String> {
    let seconds: f64 = number(parser, name, "seconds, such as 15 or 0.5")?;
    if !(0.001..=1_000_000.0).contains(&seconds) {
        return Err(format!("{name} wants seconds from 0.001, not {seconds}."));
    }
    Ok((seconds * 1000.0).round() as u64)
}

fn sentence(error: lexopt::Error) -> String {
    format!("{error}; --help shows what there is.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Option<Options>, String> {
        parse(["sandbox"].iter().chain(arguments).map(std::ffi::OsString::from))
    }

    #[test]
    fn options() {
        let options = read(&[
            "--port",
            "0",
            "--dialect=new-api",
            "--task-seconds",
            "0.5",
            "--remix",
        ])
        .unwrap()
        .unwrap();
        assert_eq!((options.port, options.settings.task_ms), (0, 500));
        assert_eq!(options.settings.dialect, Dialect::NewApi);
        assert!(options.settings.remix && !options.stop_with_stdin && !options.told_time);
        assert!(read(&["--help"]).unwrap().is_none());
        for (arguments, part) in [
            (&["--port", "99999"][..], "--port wants"),
            (&["--dialect", "x"], "there are guide"),
            (&["--task-seconds", "-1"], "--task-seconds wants"),
            (&["--mount", "x"], "PATH=FOLDER"),
            (&["--faults", "/nowhere"], "Cannot read"),
            (&["--nosuch"], "--help"),
        ] {
            assert!(read(arguments).unwrap_err().contains(part), "{arguments:?}");
        }
    }
}
