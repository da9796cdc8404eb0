//! Progress as a number.

use super::Json;

/// Returns the progress, 0–100, which gateways send as `"31%"` or as a number. `None` for the words that they send before
/// it is known (`"Waiting to start"`, `"paused"`, `""`).
pub fn read(value: &Json) -> Option<u8> {
    if let Some(number) = value.number() {
        return (0.0..=100.0).contains(&number).then_some(number as u8);
    }
    let text = value.text()?;
    let mut percent = None;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => percent = Some((percent.unwrap_or(0) * 10 + u32::from(byte - b'0')).min(100)),
            b'%' | b'.' => break,
            _ => return None,
        }
    }
    percent.map(|percent| percent as u8)
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_found_in_what_gateways_say() {
        for (given, wanted) in [
            ("\"31%\"", Some(31)),
            ("\"100%\"", Some(100)),
            ("\"0%\"", Some(0)),
            ("\"31.7%\"", Some(31)),
            ("\"999999%\"", Some(100)),
            ("\"46\"", Some(46)),
            ("46", Some(46)),
            ("-1", None),
            ("\"Waiting to start\"", None),
            ("\"paused\"", None),
            ("\"\"", None),
            ("\"%\"", None),
            ("null", None),
        ] {
            let value = crate::platform::Json::parse(given).unwrap();
            assert_eq!(super::read(&value), wanted, "{given}");
        }
    }
}
