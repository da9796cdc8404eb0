//! Progress as a number.

use super::Json;

/// Returns the progress, 0–100, which gateways send as `"31%"`, as a number, or among Discord's words (`"(93%) (fast)"`). `None` for
/// words without it (`"Waiting to start"`, `"paused"`, `""`).
pub fn read(value: &Json) -> Option<u8> {
    if let Some(number) = value.number() {
        return (0.0..=100.0).contains(&number).then_some(number as u8);
    }
    let text = value.text()?;
    let (mut number, mut is_fraction, mut is_alone) = (None, false, true);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' if is_fraction => {}
            b'0'..=b'9' => number = Some((number.unwrap_or(0_u32) * 10 + u32::from(byte - b'0')).min(100)),
            b'.' => is_fraction = true,
            b'%' if number.is_some() => return number.map(|percent| percent as u8),
            _ => (number, is_fraction, is_alone) = (None, false, false),
        }
    }
    // Without its sign it is a progress only where nothing else is said.
    number.filter(|_| is_alone).map(|percent| percent as u8)
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
            ("\"(93%) (fast)\"", Some(93)),
            ("\"(31.7%) (relaxed)\"", Some(31)),
            ("\"step 3 of 4\"", None),
            ("\"1/4 (25%)\"", Some(25)),
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
