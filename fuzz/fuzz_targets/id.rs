//! Ids out of what a gateway sends for one: exact to the digit, and never something of its own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Walk,
    gateway::{big_integer::quote, id},
    json,
};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if let Ok(value) = serde_json::from_str::<Value>(&quote(text.trim_ascii().into())) {
        let read = id::read(&json(&value));
        match &value {
            Value::String(own) => assert_eq!(read.as_deref(), Some(own.as_str()).filter(|id| !id.is_empty())),
            Value::Number(number) if number.is_u64() => assert_eq!(read, Some(number.to_string())),
            Value::Number(_) => assert!(read.is_none_or(|id| id.parse().ok() == value.as_f64())),
            _ => assert_eq!(read, None),
        }
    }
    if id::is_valid(&text) {
        assert!(!text.is_empty() && !text.contains("..") && !text.contains(['/', '\\', '\0', '\n']));
    }
    let mut walk = Walk::new(data);
    while !walk.is_over() {
        let number = walk.any();
        let is_whole = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
        assert_eq!(
            id::digits(number),
            is_whole.then(|| (number as u64).to_string()),
            "{number}"
        );
    }
});
