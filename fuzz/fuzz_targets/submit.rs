//! The answer to a submit, which may have cost money: what is accepted has an id that can be followed, and nothing that may have
//! been taken is sent again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Answer, certain,
    gateway::{code::Code, id, reply, verb::Verb},
    policy::retry::Retry,
};

fuzz_target!(|data: &[u8]| {
    let answer = Answer::read(data);
    let verb = match answer.word.as_str() {
        "blend" => Verb::Blend,
        "describe" => Verb::Describe,
        "shorten" => Verb::Shorten,
        "action" => Verb::Action,
        "change" => Verb::Change,
        "modal" => Verb::Modal,
        _ => Verb::Imagine,
    };
    match reply::read(verb, None, answer.status, answer.json(), &answer.text) {
        Ok(receipt) => {
            assert!(
                answer.is_success() && matches!(receipt.gateway_code, None | Some(0 | 1 | 21 | 22 | 200))
            );
            assert!(id::is_valid(&receipt.id), "{:?} cannot be followed", receipt.id);
            assert!(!receipt.id.contains(',') && !receipt.id.trim_ascii().is_empty());
            if let Some(ids) = receipt.ids {
                let first = ids.split(',').next().map(str::trim_ascii);
                assert_eq!(first, Some(receipt.id.as_str()));
            }
            assert!(receipt.gateway_code != Some(21) || receipt.wants_modal || receipt.existed);
        }
        Err(refusal) => {
            certain(&refusal, &answer);
            let says_taken = answer.is_success() && matches!(refusal.gateway_code, Some(1 | 21 | 22));
            assert!(says_taken || refusal.code != Code::AcceptedWithoutId);
            if Retry::of(&refusal).is_some() {
                assert!(!refusal.maybe_submitted && answer.status < 500);
                // What the gateway decides before it acts; the last is a relay whose copy of the parent lags.
                let lags = refusal.gateway_code == Some(4) && answer.text.contains("task_status_not_success");
                assert!(
                    answer.status == 429 || matches!(refusal.gateway_code, Some(9 | 23 | 30)) || lags,
                    "{refusal:?} is no proof"
                );
            }
        }
    }
});
