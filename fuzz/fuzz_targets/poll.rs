//! The response to a poll of a task: what is shown is within its limits, and nothing else is taken for a task.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Answer, certain,
    gateway::{code::Code, read, read::PollResponse, task::Status},
};

fuzz_target!(|data: &[u8]| {
    let answer = Answer::read(data);
    let id = answer.word.as_str();
    match read::task(id, answer.status, answer.json(), &answer.text) {
        PollResponse::Task(view, task) => {
            assert!(answer.is_success());
            let Ok(task) = task.decode::<serde_json::Value>() else {
                panic!("a task of what is no JSON");
            };
            assert!(task.is_object(), "a task of what is no object");
            assert!(view.id.as_ref().is_none_or(|own| own == id), "another task");
            let word = task["status"].as_str();
            assert!(word.is_some() || task["status"].is_null());
            assert_eq!(view.is_blank, word == Some(""));
            let plain = word.map(|word| word.trim_ascii().to_ascii_uppercase().replace([' ', '-'], "_"));
            if view.status != Status::Unknown && view.status != Status::NotStart {
                assert_eq!(plain.as_deref(), Some(view.status.word()));
            }
            assert!(view.claimed.is_none() || view.status == Status::Unknown);
            let is_done = view.status == Status::Success;
            assert_eq!(view.progress == Some(100), is_done, "{view:?}");
            assert!(view.progress.is_none_or(|percent| percent <= 100));
        }
        PollResponse::Missing(refusal) => {
            certain(&refusal, &answer);
            assert_eq!(refusal.code, Code::TaskNotFound);
            assert!(answer.is_success() || matches!(answer.status, 400 | 404));
        }
        PollResponse::Fault(refusal) => {
            certain(&refusal, &answer);
            assert_ne!(refusal.code, Code::TaskNotFound);
        }
    }
});
