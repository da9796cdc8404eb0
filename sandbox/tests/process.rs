//! The program: how it starts, complains and stops.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Output, Stdio};

use served::{Served, folder, program};

fn run(arguments: &[&str]) -> Output {
    // Should it start where it ought to complain, it stops again at once.
    program()
        .args(["--port", "0", "--stop-with-stdin"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What it complains of: one line that ends as a sentence does, and nothing on standard output.
fn complaint(arguments: &[&str]) -> String {
    let output = run(arguments);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {text}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(
        text.ends_with(".\n") && text.lines().count() == 1,
        "{arguments:?}: {text}"
    );
    text
}

#[test]
fn a_port_in_use_is_told_in_one_sentence() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = complaint(&["--port", &port]);
    assert!(
        text.contains(&format!("Port {port} is taken")) && text.contains("--port N"),
        "{text}"
    );
}

#[test]
fn mistakes_are_told_in_one_sentence() {
    let faults = folder("process").join("faults.json");
    std::fs::write(&faults, r#"[{"status": "500"}]"#).unwrap();
    for (arguments, part) in [
        (&["--nosuch"][..], "--help"),
        (&["--port", "x"], "--port wants"),
        (&["--dialect", "french"], "guide, novicezk, plus, trueai, new-api"),
        (&["--mount", "/=/no/such/folder"], "there is no folder"),
        (&["--faults", faults.to_str().unwrap()], "fault 1: status must be"),
        (&["--task-seconds", "NaN"], "--task-seconds wants"),
    ] {
        let text = complaint(arguments);
        assert!(text.contains(part), "{arguments:?}: {text}");
    }
}

#[test]
fn help_names_every_option() {
    let output = run(&["--help"]);
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).unwrap();
    for option in [
        "port",
        "dialect",
        "task-seconds",
        "concurrency",
        "queue",
        "faults",
        "mount",
        "told-time",
        "stop-with-stdin",
    ] {
        assert!(text.contains(&format!("--{option}")), "{option}");
    }
}

#[test]
fn it_stops_with_standard_input() {
    let served = Served::new(&[]);
    let port = served.port;
    assert_eq!(served.get("/fast/mj/task/1320098173412546/fetch").status, 200);
    assert_eq!(served.stop(), Some(0));
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
}

#[test]
#[cfg(target_os = "linux")]
fn only_this_machine_can_reach_it() {
    let served = Served::new(&[]);
    // Were it open to the network, its port would be taken on every address of this machine.
    assert!(TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), served.port)).is_ok());
}

#[test]
fn the_time_can_be_told() {
    let served = Served::new(&["--told-time", "--task-seconds", "1000"]);
    let at = |time: u64, method, path: &str, body: &str| {
        let time = format!("Sandbox-Time: {time}");
        let headers = [served::KEY, served::JSON, time.as_str()];
        served.ask(method, path, &headers, body).unwrap()
    };
    let submitted = at(5_000, "POST", "/mj/submit/imagine", r#"{"prompt":"cat"}"#).json();
    let path = format!("/mj/task/{}/fetch", submitted["result"]);
    let look = |time| at(time, "GET", &path, "").json();
    assert_eq!(look(5_000)["submitTime"], 5_000);
    assert_eq!(look(1_004_999)["status"], "IN_PROGRESS");
    assert_eq!(look(1_005_000)["status"], "SUCCESS");
    let untold = served.get(&path);
    assert_eq!(untold.status, 400);
    assert!(untold.text().contains("sandbox-time"), "{}", untold.text());
}
