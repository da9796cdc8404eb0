//! The URLs of the gateway's endpoints.

use super::text::{concat, contains};

/// Returns the part of a base URL's path before the mode and `/mj`. The user may have written either, both, or more slashes.
pub fn prefix<'a>(pathname: &'a str, mode: Option<&str>) -> &'a str {
    let mut path = pathname;
    while let Some(shorter) = path.strip_suffix('/') {
        path = shorter;
    }
    let path = without_last_segment(path, "mj").unwrap_or(path);
    mode.and_then(|mode| without_last_segment(path, mode))
        .unwrap_or(path)
}

fn without_last_segment<'a>(path: &'a str, segment: &str) -> Option<&'a str> {
    path.strip_suffix(segment)?.strip_suffix('/')
}

/// Returns the URL of an endpoint. `path` follows `/mj` and starts with a slash.
pub fn endpoint(root: &str, mode: Option<&str>, path: &str) -> String {
    match mode {
        Some(mode) => concat(&[root, "/", mode, "/mj", path]),
        None => concat(&[root, "/mj", path]),
    }
}

/// Returns `true` for a word that can be the path segment before `/mj`. The gateway decides which modes exist.
pub fn is_mode(mode: &str) -> bool {
    mode.bytes().any(|byte| byte != b'.')
        && mode
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Returns `true` for a path that can follow `/mj`: it starts with a slash, and nothing in it ends or leaves the path.
pub fn is_inside(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path
            .bytes()
            .any(|byte| byte <= b' ' || byte == 0x7f || matches!(byte, b'\\' | b'#'))
        && !contains(path, "/..")
        && !contains(path, "%2e")
        && !contains(path, "%2E")
}

/// Percent-encodes a task ID, so that it cannot end or leave its path segment.
pub fn encode_segment(id: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            segment.push(byte.into());
        } else {
            segment.push('%');
            let digits = [byte >> 4, byte & 15];
            segment.extend(
                digits
                    .iter()
                    .filter_map(|digit| HEX.get(usize::from(*digit)))
                    .map(|digit| char::from(*digit)),
            );
        }
    }
    segment
}

/// Returns `true` for an http(s) URL, as the platform spells it.
pub fn is_http(href: &str) -> bool {
    href.starts_with("http:") || href.starts_with("https:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_is_never_doubled() {
        for (pathname, mode, wanted) in [
            ("/", None, ""),
            ("/", Some("fast"), ""),
            ("/mj", None, ""),
            ("/mj/", Some("fast"), ""),
            ("/fast/mj/", Some("fast"), ""),
            ("/fast", Some("fast"), ""),
            ("/fast", None, "/fast"),
            ("/fast/mj", None, "/fast"),
            ("/api", None, "/api"),
            ("/api/mj", Some("relax"), "/api"),
            ("/breakfast", Some("fast"), "/breakfast"),
            ("/xmj", None, "/xmj"),
        ] {
            assert_eq!(prefix(pathname, mode), wanted, "{pathname} {mode:?}");
        }
        assert_eq!(
            endpoint("https://g", Some("fast"), "/submit/imagine"),
            "https://g/fast/mj/submit/imagine"
        );
        assert_eq!(
            endpoint("https://g/api", None, "/task/1/fetch"),
            "https://g/api/mj/task/1/fetch"
        );
    }

    #[test]
    fn a_mode_is_one_harmless_segment() {
        for mode in ["fast", "mj-turbo", "v1.2", "A_b"] {
            assert!(is_mode(mode), "{mode}");
        }
        for mode in ["", ".", "..", "a/b", "a b", "a?b", "a%2fb", "a\n", "猫"] {
            assert!(!is_mode(mode), "{mode}");
        }
    }

    #[test]
    fn an_id_stays_one_segment() {
        for (id, wanted) in [
            ("0741798445574458", "0741798445574458"),
            ("task_1.2-3~(a)", "task_1.2-3~(a)"),
            ("1,2", "1%2C2"),
            ("a b?c#d/e%", "a%20b%3Fc%23d%2Fe%25"),
            ("猫", "%E7%8C%AB"),
        ] {
            assert_eq!(encode_segment(id), wanted);
        }
    }

    #[test]
    fn a_path_of_the_escape_hatch_stays_below_mj() {
        for path in [
            "/task/list",
            "/task/1/image-seed?a=../b",
            "/task/1..2/fetch",
            "/submit/video",
        ] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "",
            "task",
            "//evil",
            "/../admin",
            "/a/../b",
            "/%2e%2e/admin",
            "/a/.%2E/b",
            "/a\\b",
            "/a b",
            "/a#b",
            "/a\n",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
