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
    let refusal = Refusal::read(answer.status, json.as_ref(), &answer.text, answer.code());
    certain(&refusal, &answer);
    if let Some(words) = json.as_ref().and_then(refusal::description) {
        let Some(words) = words.as_str() else {
            panic!("words that are no text");
        };
        assert!(!words.is_empty());
        let places = json.map(|json| [json, &json["error"]]).unwrap_or_default();
        let mut texts = places
            .iter()
            .flat_map(|place| [&place["description"], &place["message"], place]);
        assert!(
            texts.any(|text| text.as_str() == Some(words)),
            "words that nobody said"
        );
    }
    // What has no lists for good does not get better in a moment.
    if read::has_no_lists(answer.status) && !answer.is_success() {
        assert!(!read::is_passing(answer.status) || answer.status == 501);
    }
});
