//! Files of a folder under a path: the demo page.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::plain;

/// A folder, and the path it is served under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Starts and ends with `/`.
    pub prefix: String,
    /// The folder.
    pub folder: PathBuf,
}

impl Mount {
    /// From `/path=folder`; the folder must be there.
    pub fn read(text: &str) -> Result<Self, String> {
        let (path, folder) = text
            .split_once('=')
            .ok_or_else(|| format!("--mount wants PATH=FOLDER, not {text}."))?;
        if !path.starts_with('/') {
            return Err(format!("--mount wants a path that starts with /, not {path}."));
        }
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            return Err(format!("--mount: there is no folder {}.", folder.display()));
        }
        Ok(Self {
            prefix: format!("{}/", path.trim_end_matches('/')),
            folder,
        })
    }
}

/// The file of a path; none if no folder is mounted there.
pub(super) async fn serve(mounts: &[Mount], method: &Method, path: &str) -> Option<Response> {
    let fits = |mount: &&Mount| path.starts_with(&mount.prefix) || format!("{path}/") == mount.prefix;
    let mount = mounts
        .iter()
        .filter(fits)
        .max_by_key(|mount| mount.prefix.len())?
        .clone();
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let path = path.to_owned();
    let found = tokio::task::spawn_blocking(move || find(&mount, &path))
        .await
        .unwrap_or(Found::Nothing);
    Some(match found {
        Found::Nothing => plain(StatusCode::NOT_FOUND, "There is no such file."),
        Found::Folder(to) => {
            let mut response = plain(StatusCode::MOVED_PERMANENTLY, "It is a folder.");
            if let Ok(to) = HeaderValue::try_from(to) {
                response.headers_mut().insert(header::LOCATION, to);
            }
            response
        }
        Found::File(bytes, kind) => {
            let mut response = Response::new(Body::from(bytes));
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response.headers_mut().insert(
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            );
            response
        }
    })
}

enum Found {
    File(Vec<u8>, &'static str),
    Folder(String),
    Nothing,
}

fn find(mount: &Mount, path: &str) -> Found {
    let below = path.strip_prefix(&mount.prefix).unwrap_or("");
    let Some(below) = decode(below) else {
        return Found::Nothing;
    };
    let (Ok(root), Ok(mut file)) = (
        mount.folder.canonicalize(),
        mount.folder.join(below.trim_start_matches('/')).canonicalize(),
    ) else {
        return Found::Nothing;
    };
    if !file.starts_with(&root) {
        return Found::Nothing;
    }
    if file.is_dir() {
        if !path.ends_with('/') {
            // One slash at the front: with two it would be another host.
            return Found::Folder(format!("/{}/", path.trim_matches('/')));
        }
        file.push("index.html");
    }
    std::fs::read(&file).map_or(Found::Nothing, |bytes| Found::File(bytes, kind(&file)))
}

/// The text behind percent signs; none if it is broken or means another folder.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    let text = String::from_utf8(bytes).ok()?;
    let safe = !text.contains('\0') && !text.contains('\\') && text.split('/').all(|part| part != "..");
    safe.then_some(text)
}

fn kind(file: &Path) -> &'static str {
    match file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("")
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ts" | "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(decode("a%20b/c.js").as_deref(), Some("a b/c.js"));
        for bad in ["../x", "a/../../x", "%2e%2e/x", "a%5cb", "%00", "%zz", "%2"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(kind(Path::new("a/b.wasm")), "application/wasm");
        assert_eq!(kind(Path::new("b.js")), "text/javascript; charset=utf-8");
        assert_eq!(kind(Path::new("LICENSE")), "application/octet-stream");
    }
}
