//! Hands a page's requests on to a real gateway and adds the key, which the page never sees.
//!
//! Whoever can reach this port could spend money, so only pages of this very origin may ask, only for the paths of the API, and nothing of a request is
//! handed on but what a gateway needs.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use ureq::Agent;

use super::plain;
use crate::message::Request;
use crate::route::{Endpoint, route};

/// What is handed on of a request's headers. Not among them: the page's own key, its cookies, where it comes from.
const ASKED: [&str; 4] = ["accept", "accept-language", "content-type", "user-agent"];
/// What comes back of an answer's headers. Not among them: `Location`, because the browser would take the request where it points.
const ANSWERED: [&str; 5] = [
    "cache-control",
    "content-encoding",
    "content-language",
    "content-type",
    "retry-after",
];
/// The largest answer: a picture, as relays serve them.
const LIMIT: u64 = 128 * 1024 * 1024;
/// A key shorter than this may well be a word that an answer holds by chance.
const TELLING: usize = 6;

/// A gateway, and the key for it.
pub(super) struct Proxy {
    agent: Agent,
    /// Without `/mj` and without a slash at its end.
    base: String,
    header: &'static str,
    value: HeaderValue,
    key: String,
}

/// Without the key.
impl std::fmt::Debug for Proxy {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Proxy({})", self.base)
    }
}

impl Proxy {
    pub fn new(address: &str, auth: &str, key: Option<String>) -> Result<Self, String> {
        let base = base(address).ok_or_else(|| {
            "--gateway wants an address such as https://gateway.example, without a user, ? or #.".to_owned()
        })?;
        let key = key
            .map(|key| key.trim().to_owned())
            .filter(|key| !key.is_empty())
            .ok_or("--gateway wants the gateway's key in the environment variable MIDJOURNEY_KEY.")?;
        let (header, value) = match auth {
            "bearer" => ("authorization", format!("Bearer {key}")),
            "raw" => ("authorization", key.clone()),
            "mj-api-secret" => ("mj-api-secret", key.clone()),
            other => return Err(format!("--auth wants bearer, mj-api-secret or raw, not {other}.")),
        };
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| "The key in MIDJOURNEY_KEY holds a character that no header can carry.")?;
        value.set_sensitive(true);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect could carry the key to another host.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // An idle connection may die unseen, and what is sent on it then would have to be sent twice.
            .max_idle_connections(0)
            .timeout_connect(Some(Duration::from_secs(15)))
            // Relays wait 60 s for their own upstream.
            .timeout_global(Some(Duration::from_secs(120)));
        let config = if is_local(&base) {
            config.proxy(None)
        } else {
            config
        };
        Ok(Self {
            agent: config.build().new_agent(),
            base,
            header,
            value,
            key,
        })
    }

    pub async fn forward(self: Arc<Self>, request: Request) -> Response {
        if !is_own(&request) {
            return plain(
                StatusCode::FORBIDDEN,
                "Only pages of this server may use its gateway.",
            );
        }
        if !is_of_api(&request.path) {
            return plain(
                StatusCode::NOT_FOUND,
                "This path is not one of the gateway's API, so it is not handed on.",
            );
        }
        match request.method.as_str() {
            "GET" | "POST" => {}
            _ => return plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are handed on."),
        }
        tokio::task::spawn_blocking(move || self.ask(&request))
            .await
            .unwrap_or_else(|_| {
                plain(
                    StatusCode::BAD_GATEWAY,
                    "The gateway's answer could not be handed on.",
                )
            })
    }

    fn ask(&self, request: &Request) -> Response {
        let mut url = format!("{}{}", self.base, request.path);
        if !request.query.is_empty() {
            url.push('?');
            url.push_str(&request.query);
        }
        let mut asked = axum::http::Request::builder()
            .method(request.method.as_str())
            .uri(url)
            .header(self.header, &self.value);
        for name in ASKED {
            if let Some(value) = request.header(name) {
                asked = asked.header(name, value);
            }
        }
        let sent = match request.method.as_str() {
            "POST" => asked
                .body(request.body.as_slice())
                .map_err(ureq::Error::from)
                .and_then(|asked| self.agent.run(asked)),
            _ => asked
                .body(())
                .map_err(ureq::Error::from)
                .and_then(|asked| self.agent.run(asked)),
        };
        let read = sent.and_then(|answer| {
            let (parts, body) = answer.into_parts();
            let bytes = body.into_with_config().limit(LIMIT).read_to_vec()?;
            Ok((parts, bytes))
        });
        match read {
            Ok((parts, bytes)) => {
                let mut response = Response::new(Body::from(self.without_key(bytes)));
                *response.status_mut() = parts.status;
                for name in ANSWERED {
                    if let Some(value) = parts.headers.get(name).filter(|value| !self.tells(value)) {
                        response.headers_mut().insert(name, value.clone());
                    }
                }
                response.headers_mut().insert(
                    header::X_CONTENT_TYPE_OPTIONS,
                    HeaderValue::from_static("nosniff"),
                );
                response
            }
            Err(ureq::Error::Timeout(_)) => plain(
                StatusCode::GATEWAY_TIMEOUT,
                "The gateway did not answer in time; a task may have been created all the same.",
            ),
            Err(error) => plain(
                StatusCode::BAD_GATEWAY,
                &format!("The gateway could not be reached, or broke off: {error}."),
            ),
        }
    }

    fn tells(&self, value: &HeaderValue) -> bool {
        self.key.len() >= TELLING && find(value.as_bytes(), self.key.as_bytes()).is_some()
    }

    /// Some gateways repeat a key that they refuse.
    fn without_key(&self, bytes: Vec<u8>) -> Vec<u8> {
        let key = self.key.as_bytes();
        let mut clean = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let Some(at) = find(rest, key).filter(|_| key.len() >= TELLING) {
            let (before, found) = rest.split_at(at);
            clean.extend_from_slice(before);
            clean.extend_from_slice(b"***");
            rest = found.get(key.len()..).unwrap_or_default();
        }
        clean.extend_from_slice(rest);
        clean
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len().max(1)).position(|window| window == part)
}

/// `https://host/prefix` out of what people write; none if it is no such address.
fn base(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('/');
    let address = address
        .strip_suffix("/mj")
        .unwrap_or(address)
        .trim_end_matches('/');
    let uri: axum::http::Uri = address.parse().ok()?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    let plain = uri.host().is_some_and(|host| !host.is_empty()) && !address.contains(['@', '?', '#']);
    (known && plain).then(|| address.to_owned())
}

fn is_local(base: &str) -> bool {
    base.parse::<axum::http::Uri>()
        .is_ok_and(|uri| matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]")))
}

/// Another page on the web can send requests here too, and a name that it owns can be made to mean 127.0.0.1.
fn is_own(request: &Request) -> bool {
    let host = request.header("host").unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost")
        && request
            .header("origin")
            .is_none_or(|origin| origin == request.origin())
        && request
            .header("sec-fetch-site")
            .is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// One of the known endpoints, and nothing in front of it or in an id that a server could read as another path.
fn is_of_api(path: &str) -> bool {
    let word = |word: &str| {
        word.bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_'))
    };
    route(path).is_some_and(|route| {
        route.prefix.split('/').all(word)
            && path.starts_with('/')
            && !path.contains("//")
            && match route.endpoint {
                Endpoint::Submit(_) | Endpoint::ListByCondition | Endpoint::List => true,
                Endpoint::Fetch(id) | Endpoint::ImageSeed(id) | Endpoint::Image(id) => word(id),
                Endpoint::Unknown => false,
            }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (address, wanted) in [
            ("https://gateway.example", Some("https://gateway.example")),
            ("https://gateway.example/", Some("https://gateway.example")),
            ("https://gateway.example/mj/", Some("https://gateway.example")),
            ("http://10.0.0.1:8080/fast/mj", Some("http://10.0.0.1:8080/fast")),
            ("gateway.example", None),
            ("ftp://gateway.example", None),
            ("https://user:pass@gateway.example", None),
            ("https://gateway.example/?key=1", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(base(address).as_deref(), wanted, "{address}");
        }
    }

    #[test]
    fn only_the_api_is_handed_on() {
        for (path, wanted) in [
            ("/mj/submit/imagine", true),
            ("/fast/mj/submit/modal", true),
            ("/mj/task/1320098173412546/fetch", true),
            ("/mj/task/list-by-condition", true),
            ("/mj/image/12", true),
            ("/mj/task/../fetch", false),
            ("/mj/task/%2e%2e/fetch", false),
            ("/../mj/submit/imagine", false),
            ("/a/%2e%2e/mj/submit/imagine", false),
            ("//evil/mj/submit/imagine", false),
            ("/mj/account/list", false),
            ("/api/user/token", false),
            ("/", false),
        ] {
            assert_eq!(is_of_api(path), wanted, "{path}");
        }
    }

    #[test]
    fn only_own_pages_may_ask() {
        let asked = |headers: &[(&str, &str)]| {
            let request = Request::new("POST", "/mj/submit/imagine", b"");
            is_own(
                &headers
                    .iter()
                    .fold(request, |request, (name, value)| request.with(name, value)),
            )
        };
        let own = ("host", "127.0.0.1:8787");
        assert!(asked(&[own]));
        assert!(asked(&[
            own,
            ("origin", "http://127.0.0.1:8787"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(asked(&[
            ("host", "localhost:8787"),
            ("origin", "http://localhost:8787")
        ]));
        assert!(!asked(&[own, ("origin", "https://evil.example")]));
        assert!(!asked(&[own, ("origin", "http://127.0.0.1:3000")]));
        assert!(!asked(&[own, ("origin", "null")]));
        assert!(!asked(&[own, ("sec-fetch-site", "cross-site")]));
        assert!(!asked(&[
            ("host", "evil.example:8787"),
            ("origin", "http://evil.example:8787")
        ]));
        assert!(!asked(&[]));
    }

    #[test]
    fn the_key_stays_out_of_answers_and_debug_output() {
        let proxy = Proxy::new("https://gateway.example", "raw", Some("sk-secret ".into())).unwrap();
        assert_eq!(
            proxy.without_key(b"a sk-secret b sk-secret".to_vec()),
            b"a *** b ***"
        );
        assert!(!format!("{proxy:?}").contains("secret"));
        for (auth, key, part) in [
            ("cookie", Some("k"), "--auth wants"),
            ("raw", None, "MIDJOURNEY_KEY"),
            ("raw", Some(" "), "MIDJOURNEY_KEY"),
            ("raw", Some("a\nb"), "no header"),
        ] {
            let error = Proxy::new("https://gateway.example", auth, key.map(str::to_owned)).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
