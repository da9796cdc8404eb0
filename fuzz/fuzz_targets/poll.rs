//! The response to a poll of a task: what is shown is within its limits, and nothing else is taken for a task.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Answer, certain,
    gateway::{code::Code, read, read::PollResponse, task::Status},
};

fuzz_target!(|data: &[u8]| {
    let answer = Answer::read(data);
    match read::task(answer.status, answer.json(), &answer.text) {
        PollResponse::Task(view) => {
            assert!(answer.is_success());
            let Some(task) = answer.value().and_then(|value| value.as_object()) else {
                panic!("a task of what is no object");
            };
            assert!(
                task.get("code").is_none_or(|code| code.is_null()),
                "an envelope is no task"
            );
            assert!(view.id.as_ref().is_none_or(|id| !id.is_empty()));
            let word = task.get("status").and_then(|word| word.as_str());
            assert_eq!(view.is_blank, word == Some(""));
            if view.status != Status::Unknown && view.status != Status::NotStart {
                assert_eq!(word, Some(view.status.word()));
            }
            let is_done = view.status == Status::Success;
            assert_eq!(view.progress == Some(100), is_done, "{view:?}");
            assert!(view.progress.is_none_or(|percent| percent <= 100));
            assert!(!view.status.is_final() || matches!(word, Some("SUCCESS" | "FAILURE" | "CANCEL")));
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
