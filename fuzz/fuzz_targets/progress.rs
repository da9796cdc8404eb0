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

/// Digits and perhaps a fraction, before the first percent sign that has them, or else alone.
fn of_text(text: &str) -> Option<u8> {
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let whole = |run: &str| {
        let digits = run.split('.').next().filter(|digits| !digits.is_empty())?;
        Some(digits.parse::<u8>().map_or(100, |percent| percent.min(100)))
    };
    let signs = text.match_indices('%').map(|(at, _)| &text[..at]);
    let runs = signs.map(|before| {
        before
            .rsplit(|letter| !is_number(letter))
            .next()
            .unwrap_or_default()
    });
    let alone = || text.chars().all(is_number).then(|| whole(text)).flatten();
    runs.filter_map(whole).next().or_else(alone)
}
