//! How the client sends a key.

use super::text::{concat, is_blank};

/// The ways that some gateway is known to read a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer <key>`: the API guide's way; relays and resellers.
    #[default]
    Bearer,
    /// `mj-api-secret: <key>`: every gateway but some resellers.
    Secret,
    /// `Authorization: <key>`: trueai, which does not strip `Bearer`.
    Raw,
}

impl Scheme {
    /// Returns the scheme of that name.
    #[cfg(any(all(any(feature = "npm", feature = "proxy"), target_family = "wasm"), test))]
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "bearer" => Some(Self::Bearer),
            "mj-api-secret" => Some(Self::Secret),
            "raw" => Some(Self::Raw),
            _ => None,
        }
    }

    /// Returns the header's name and value. Only one header: of both, trueai takes the wrong one.
    ///
    /// A `Bearer ` that was pasted with the key is not doubled. `Raw` keeps it, because it may be what that gateway wants.
    pub(crate) fn header(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Bearer => ("authorization", concat(&["Bearer ", without_bearer(key)])),
            Self::Secret => ("mj-api-secret", without_bearer(key).into()),
            Self::Raw => ("authorization", key.into()),
        }
    }

    /// Returns what to try if the gateway refuses the key.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Bearer => {
                "If the key is right, this gateway may expect auth: \"mj-api-secret\" or \"raw\"."
            }
            Self::Secret => "If the key is right, this gateway may expect auth: \"bearer\".",
            Self::Raw => {
                "If the key is right, this gateway may expect auth: \"bearer\" or \"mj-api-secret\"."
            }
        }
    }
}

/// Returns `true` for a header in which gateways read a key.
pub fn is_key_header(name: &str) -> bool {
    ["authorization", "mj-api-secret"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns a key without what comes along when it is pasted or read from a file: the name of its header, and blanks, line breaks and
/// quotes around it.
pub fn trimmed(key: &str) -> &str {
    let key = bare(key);
    after("authorization:", key).map_or(key, bare)
}

/// Returns a key without the `Bearer ` before it, in any case.
pub fn without_bearer(key: &str) -> &str {
    after("bearer ", key).map_or(key, bare)
}

/// Returns a text without blanks, line breaks and a pair of quotes around it.
fn bare(text: &str) -> &str {
    let text = text.trim_matches(is_blank);
    let within = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"')
        .or_else(|| within('\''))
        .map_or(text, |inner| inner.trim_matches(is_blank))
}

/// Returns what follows a word, in any case.
fn after<'a>(word: &str, text: &'a str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// Returns `true` if a key can stand in a header: visible ASCII and blanks. A line break would forge a header. For other
/// characters the platform throws an error that quotes the key.
pub fn is_header_safe(key: &str) -> bool {
    key.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scheme_sends_one_header() {
        assert_eq!(
            Scheme::named("bearer").unwrap().header("k"),
            ("authorization", "Bearer k".into())
        );
        assert_eq!(
            Scheme::named("mj-api-secret").unwrap().header("k"),
            ("mj-api-secret", "k".into())
        );
        assert_eq!(
            Scheme::named("raw").unwrap().header("k"),
            ("authorization", "k".into())
        );
        assert_eq!(Scheme::named("Bearer"), None);
    }

    #[test]
    fn a_key_is_sent_as_it_was_meant() {
        for (pasted, bare, raw) in [
            ("k", "k", "k"),
            (" k\r\n", "k", "k"),
            ("\u{feff}\u{a0}k\u{3000}", "k", "k"),
            ("Bearer k", "k", "Bearer k"),
            ("bearer   k\n", "k", "bearer   k"),
            ("BEARER k", "k", "BEARER k"),
            ("Bearerk", "Bearerk", "Bearerk"),
            ("sk Bearer k", "sk Bearer k", "sk Bearer k"),
            ("\"k\"\n", "k", "k"),
            ("'Bearer k'", "k", "Bearer k"),
            ("Bearer 'k'", "k", "Bearer 'k'"),
            ("\" k \"", "k", "k"),
            ("'k", "'k", "'k"),
            ("\"", "\"", "\""),
            ("Authorization: Bearer k", "k", "Bearer k"),
            ("authorization:k", "k", "k"),
            ("author", "author", "author"),
            ("猫猫猫", "猫猫猫", "猫猫猫"),
        ] {
            let key = trimmed(pasted);
            assert_eq!(
                Scheme::Bearer.header(key).1,
                format!("Bearer {bare}"),
                "{pasted:?}"
            );
            assert_eq!(Scheme::Secret.header(key).1, bare, "{pasted:?}");
            assert_eq!(Scheme::Raw.header(key).1, raw, "{pasted:?}");
        }
    }

    #[test]
    fn a_key_that_would_break_the_header_is_recognized() {
        assert!(is_header_safe("sk-your-key"));
        assert!(!is_header_safe("sk\r\nx: y"));
        assert!(!is_header_safe("sk\u{e9}"));
    }
}
