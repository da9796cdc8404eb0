//! What the HTTP tests share: the program itself on a free port, and a client so plain that it changes nothing of what it is told to send.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything here may take.
pub const LONG: Duration = Duration::from_secs(20);

/// The program, running.
pub struct Served {
    pub port: u16,
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Served {
    /// On a free port.
    pub fn new(arguments: &[&str]) -> Self {
        Self::with_key(arguments, None)
    }

    /// With a key in the environment.
    pub fn with_key(arguments: &[&str], key: Option<&str>) -> Self {
        let mut command = program();
        command.args(["--port", "0", "--stop-with-stdin"]).args(arguments);
        if let Some(key) = key {
            command.env("MIDJOURNEY_KEY", key);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim_end().strip_prefix("listening on http://127.0.0.1:");
        let port = port
            .unwrap_or_else(|| panic!("the first line is {line:?}"))
            .parse()
            .unwrap();
        let stdin = child.stdin.take();
        Self { port, child, stdin }
    }

    /// With faults from a file.
    pub fn with_faults(faults: &str) -> Self {
        let folder = folder("faults");
        let file = folder.join("faults.json");
        std::fs::write(&file, faults).unwrap();
        Self::new(&["--faults", file.to_str().unwrap()])
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Sends these bytes and reads until the connection ends.
    pub fn raw(&self, request: &[u8]) -> io::Result<Reply> {
        let mut stream = self.connect();
        stream.write_all(request)?;
        Reply::read(&mut stream)
    }

    /// A request with these header lines (and those HTTP cannot do without).
    pub fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> io::Result<Reply> {
        self.raw(self.request(method, path, headers, body).as_bytes())
    }

    pub fn request(&self, method: &str, path: &str, headers: &[&str], body: &str) -> String {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n",
            self.port
        );
        for header in headers {
            request.push_str(&format!("{header}\r\n"));
        }
        if method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request + "\r\n" + body
    }

    /// As a client with a key does it.
    pub fn post(&self, path: &str, body: &str) -> Reply {
        self.ask("POST", path, &[KEY, JSON], body).unwrap()
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[KEY], "").unwrap()
    }

    /// What the sandbox tells of the requests it got.
    pub fn log(&self) -> Value {
        self.get("/sandbox/log").json()
    }

    /// Ends standard input, and returns the exit code once the program has ended.
    pub fn stop(mut self) -> Option<i32> {
        self.stdin.take();
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(start.elapsed() < LONG, "it does not stop");
            std::thread::yield_now();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub const KEY: &str = "Authorization: Bearer sk-your-key";
pub const JSON: &str = "Content-Type: application/json";

/// The program, without anything of this shell that could change what it does.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_midjourney-sandbox"));
    command.env_remove("MIDJOURNEY_KEY");
    command
}

/// An empty folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// An answer, as far as it came.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            // What came before a reset is what a client has got.
            Err(error) if error.kind() == ErrorKind::ConnectionReset && !bytes.is_empty() => {}
            other => {
                other?;
            }
        }
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.ok_or_else(|| io::Error::new(ErrorKind::UnexpectedEof, "no head"))?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap_or((line, "")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Ok(Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Whether all of the body came that the head promised.
    pub fn is_whole(&self) -> bool {
        self.header("content-length")
            .is_some_and(|length| length == self.body.len().to_string())
    }
}
