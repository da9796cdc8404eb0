//! HTTP request headers.

use std::fmt;

/// The headers of a request. Names are lowercase.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

/// A change to the headers that the client sends by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderChange {
    /// Name of the header.
    pub name: String,
    /// New value. `None` removes the header.
    pub value: Option<String>,
}

impl Headers {
    /// Sets a header and replaces the one of the same name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.0.push((name.to_ascii_lowercase(), value.into()));
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// Returns the value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self
            .0
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Returns all names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Applies changes in their order.
    pub(crate) fn apply(&mut self, changes: &[HeaderChange]) {
        for change in changes {
            match &change.value {
                Some(value) => self.set(&change.name, value.as_str()),
                None => self.remove(&change.name),
            }
        }
    }

    /// Returns `true` if every name and value can stand in a request. A platform's own error would quote the value.
    pub(crate) fn are_valid(&self) -> bool {
        self.0
            .iter()
            .all(|(name, value)| is_token(name) && is_value(value))
    }

    /// Returns the names and values.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// Returns `true` for a token of RFC 9110.
fn is_token(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

/// Returns `true` for text of Latin-1 without control characters, except tabs.
fn is_value(value: &str) -> bool {
    value
        .chars()
        .all(|letter| letter == '\t' || (' '..='\u{ff}').contains(&letter) && letter != '\u{7f}')
}

/// Hides the values: one of them may be the API key.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Hides the value.
impl fmt::Debug for HeaderChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case() {
        let mut headers = Headers::default();
        headers.set("Accept", "a");
        headers.set("ACCEPT", "b");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("accept", "b")]);
        assert_eq!(headers.get("aCCept"), Some("b"));
        let removal = HeaderChange {
            name: "accepT".into(),
            value: None,
        };
        headers.apply(&[removal]);
        assert_eq!(headers.get("accept"), None);
    }

    #[test]
    fn a_header_that_would_forge_another_is_invalid() {
        for (name, value, is_valid) in [
            ("x-a", "b c\t\u{ff}", true),
            ("x-a", "", true),
            ("", "b", false),
            ("x a", "b", false),
            ("x:a", "b", false),
            ("猫", "b", false),
            ("x-a", "b\r\nx: y", false),
            ("x-a", "\0", false),
            ("x-a", "猫", false),
        ] {
            let mut headers = Headers::default();
            headers.set(name, value);
            assert_eq!(headers.are_valid(), is_valid, "{name:?}: {value:?}");
        }
    }

    #[test]
    fn debug_hides_the_values() {
        let mut headers = Headers::default();
        headers.set("authorization", "Bearer sk-secret");
        assert_eq!(format!("{headers:?}"), r#"{"authorization"}"#);
    }
}
