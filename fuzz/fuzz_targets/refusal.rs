//! What an answer says instead of what was asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Answer, certain,
    gateway::{read, refusal, refusal::Refusal},
};

fuzz_target!(|data: &[u8]| {
    let answer = Answer::read(data);
    let json = answer.json();
    let refusal = Refusal::read(answer.status, json, &answer.text, answer.code());
    certain(&refusal, &answer);
    if let Some(words) = json.and_then(refusal::description) {
        let Ok(words) = words.decode::<String>() else {
            panic!("words that are no text");
        };
        assert!(!words.is_empty());
        let places = answer
            .value()
            .map(|value| [value, &value["error"]])
            .unwrap_or_default();
        let mut texts = places
            .iter()
            .flat_map(|place| [&place["description"], &place["message"], place]);
        assert!(
            texts.any(|text| text.as_str() == Some(&words)),
            "words that nobody said"
        );
    }
    // What has no lists for good does not get better in a moment.
    if read::lacks_lists(answer.status) && !answer.is_success() {
        assert!(!read::is_transient_status(answer.status) || answer.status == 501);
    }
});
