//! The gateway over HTTP, on this machine only.

mod connection;
mod deliver;
mod mount;
mod options;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;

pub use mount::Mount;
pub use options::{HELP, Options, parse};

use crate::gateway::Gateway;
use crate::message::Request;
use connection::{Breaker, Listener};

/// The largest body taken, as that of the relays.
const BODY_LIMIT: usize = 128 * 1024 * 1024;

/// What tells the time where the clock is not asked for it.
const TOLD_TIME: &str = "sandbox-time";

struct Shared {
    gateway: Mutex<Gateway>,
    mounts: Vec<Mount>,
    pictures: deliver::Pictures,
    told_time: bool,
}

/// Serves until it is told to stop. Prints where it listens as soon as it does. The error is one plain sentence.
pub async fn serve(options: Options) -> Result<(), String> {
    let mut gateway = Gateway::new(options.settings.clone());
    if let Some(faults) = options.faults {
        gateway.set_faults(faults);
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "Port {} is taken by another program: stop that, or choose another port with --port N (0 finds a free one).",
            options.port
        ),
        _ => format!("Cannot listen on {address}: {error}."),
    })?;
    let port = listener
        .local_addr()
        .map_err(|error| format!("Cannot listen on {address}: {error}."))?
        .port();
    let shared = Arc::new(Shared {
        gateway: Mutex::new(gateway),
        mounts: options.mounts,
        pictures: deliver::Pictures::default(),
        told_time: options.told_time,
    });
    let app = Router::new().fallback(handle).with_state(shared);
    let service = app.into_make_service_with_connect_info::<Breaker>();
    say(&format!("listening on http://127.0.0.1:{port}"))?;
    tokio::select! {
        served = axum::serve(Listener(listener), service) => served.map_err(|error| format!("The server stopped: {error}.")),
        () = told_to_stop(options.stop_with_stdin) => Ok(()),
    }
}

/// Whoever waits for this line reads a pipe, so it must not stay in a buffer.
fn say(line: &str) -> Result<(), String> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| format!("Cannot print: {error}."))
}

async fn told_to_stop(with_stdin: bool) {
    tokio::select! {
        () = stdin_ended(), if with_stdin => {}
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

async fn stdin_ended() {
    let (sender, ended) = tokio::sync::oneshot::channel();
    // A thread of its own, because a read of standard input cannot be given up.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = sender.send(());
    });
    let _ = ended.await;
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if !is_of_gateway(&path)
        && let Some(file) = mount::serve(&shared.mounts, &parts.method, &path).await
    {
        return file;
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is larger than 128 MB, or broke off.",
        );
    };
    let request = Request {
        method: parts.method.as_str().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: body.into(),
        path,
    };
    let now = if shared.told_time {
        let Some(told) = request.header(TOLD_TIME).and_then(|told| told.parse().ok()) else {
            return plain(
                StatusCode::BAD_REQUEST,
                "With --told-time each request says in its header sandbox-time when it comes, in ms since 1970.",
            );
        };
        told
    } else {
        now()
    };
    let answer = {
        let mut gateway = shared.gateway.lock().unwrap_or_else(PoisonError::into_inner);
        gateway.handle(&request, now)
    };
    deliver::deliver(answer, &shared.pictures, &breaker).await
}

/// What no mounted folder can take away from the gateway.
fn is_of_gateway(path: &str) -> bool {
    path.contains("/mj/") || path.ends_with("/mj") || path.starts_with("/sandbox/")
}

/// The one place where the clock is read.
fn now() -> u64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
}

/// An answer with a plain sentence.
fn plain(status: StatusCode, sentence: &str) -> Response {
    let mut response = Response::new(Body::from(format!("{sentence}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(
        "content-type",
        axum::http::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}
