//! Task IDs: opaque texts. Only those that could change a path are refused.

use super::text::contains;

/// Returns `true` for a text that can be a task ID. Real ones have leading zeros, commas and letters; none can change the path.
pub fn is_valid(id: &str) -> bool {
    !id.is_empty()
        && id != "."
        && !contains(id, "..")
        && !id
            .bytes()
            .any(|byte| byte == b'/' || byte == b'\\' || byte < b' ' || byte == 0x7f)
}

/// Returns the ID in a JSON value: a text, or the digits of a number (bigger ones were quoted before, see
/// [`big_integer`](super::big_integer)).
pub fn read(value: &super::Json) -> Option<String> {
    value
        .text()
        .or_else(|| value.number().and_then(digits))
        .filter(|id| !id.is_empty())
}

/// Returns the ID that an object has, under the first of its names that holds one.
pub fn of(object: &super::Json) -> Option<String> {
    ["id", "taskId", "task_id"]
        .into_iter()
        .find_map(|key| read(&object.field(key)?))
}

/// Returns the digits of a whole number that is not negative. `None` beyond 2^53, where doubles are not exact.
pub fn digits(number: f64) -> Option<String> {
    let mut whole = number as u64;
    if whole as f64 != number || whole > 1 << 53 {
        return None;
    }
    let mut digits = String::new();
    loop {
        digits.insert(0, char::from(b'0' + (whole % 10) as u8));
        whole /= 10;
        if whole == 0 {
            return Some(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_change_the_path_are_refused() {
        for id in [
            "1320098173412546",
            "0741798445574458",
            "task_1.2",
            "1,2",
            "a b",
            "猫",
        ] {
            assert!(is_valid(id), "{id}");
        }
        for id in ["", ".", "..", "a/../b", "a/b", "a\\b", "a\nb", "\0", "a\u{7f}"] {
            assert!(!is_valid(id), "{id}");
        }
    }

    #[test]
    fn numbers_become_their_digits() {
        let read = |text: &str| read(&crate::platform::Json::parse(text).unwrap());
        assert_eq!(read("1320098173412546").as_deref(), Some("1320098173412546"));
        assert_eq!(read("0").as_deref(), Some("0"));
        assert_eq!(read("9007199254740991").as_deref(), Some("9007199254740991"));
        assert_eq!(read("\"0741798445574458\"").as_deref(), Some("0741798445574458"));
        for none in ["1.5", "-1", "null", "[]", "{}", "\"\"", "1e300"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
