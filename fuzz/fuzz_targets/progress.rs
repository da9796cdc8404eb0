//! Progress out of whatever stands in its place: a number up to 100, or none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{Walk, gateway::progress, json};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    assert_eq!(
        progress::read(&json(&Value::String(text.clone().into_owned()))),
        of_text(&text)
    );
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        let wanted = match &value {
            Value::String(text) => of_text(text),
            Value::Number(number) => number.as_f64().and_then(of_number),
            _ => None,
        };
        assert_eq!(progress::read(&json(&value)), wanted);
    }
    let mut walk = Walk::new(data);
    while !walk.is_over() {
        let number = walk.any();
        // JSON has no word for what is no number.
        let wanted = Some(number)
            .filter(|number| number.is_finite())
            .and_then(of_number);
        assert_eq!(progress::read(&json(&number.into())), wanted, "{number}");
    }
});

fn of_number(number: f64) -> Option<u8> {
    (0.0..=100.0).contains(&number).then(|| number.floor() as u8)
}

/// Digits, and then nothing, or a percent sign or a point with whatever behind it.
fn of_text(text: &str) -> Option<u8> {
    let end = text.find(['%', '.']).unwrap_or(text.len());
    let digits = &text[..end];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse::<u8>().map_or(100, |percent| percent.min(100)))
}
