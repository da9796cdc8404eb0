//! How the client sends a key.

use super::text::concat;

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
    #[cfg(any(all(feature = "npm", target_family = "wasm"), test))]
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "bearer" => Some(Self::Bearer),
            "mj-api-secret" => Some(Self::Secret),
            "raw" => Some(Self::Raw),
            _ => None,
        }
    }

    /// Returns the header's name and value. Only one header: of both, trueai takes the wrong one.
    pub(crate) fn header(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Bearer => ("authorization", concat(&["Bearer ", key])),
            Self::Secret => ("mj-api-secret", key.into()),
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
    fn a_key_that_would_break_the_header_is_recognized() {
        assert!(is_header_safe("sk-your-key"));
        assert!(!is_header_safe("sk\r\nx: y"));
        assert!(!is_header_safe("sk\u{e9}"));
    }
}
