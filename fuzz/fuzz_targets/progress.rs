//! Progress out of whatever stands in its place: a number up to 100, or none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Walk,
    gateway::{Json, progress},
};
use serde_json::Value;

/// A number as JavaScript has them: also those that JSON has no word for, which `JSON.parse` makes of `1e999`.
struct Number(f64);

impl Json for Number {
    fn field(&self, _: &str) -> Option<Self> {
        None
    }
    fn text(&self) -> Option<String> {
        None
    }
    fn number(&self) -> Option<f64> {
        Some(self.0)
    }
    fn items(&self) -> Option<Vec<Self>> {
        None
    }
    fn is_object(&self) -> bool {
        false
    }
    fn is_true(&self) -> bool {
        false
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    assert_eq!(
        progress::read(&&Value::String(text.clone().into_owned())),
        of_text(&text)
    );
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        let wanted = match &value {
            Value::String(text) => of_text(text),
            Value::Number(number) => number.as_f64().and_then(of_number),
            _ => None,
        };
        assert_eq!(progress::read(&&value), wanted);
    }
    let mut walk = Walk::new(data);
    while !walk.is_over() {
        let number = walk.any();
        assert_eq!(progress::read(&Number(number)), of_number(number), "{number}");
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
