//! The answer to the request of a list: its rows are those that there are, and of two of one task the choice is one whatever
//! their order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Answer, certain,
    gateway::{read, task::View},
};

fuzz_target!(|data: &[u8]| {
    let answer = Answer::read(data);
    let json = answer.json();
    let rows = match read::list(answer.status, json, &answer.text) {
        Ok(rows) => rows,
        Err(refusal) => return certain(&refusal, &answer),
    };
    assert!(answer.is_success());
    assert_eq!(
        Some(rows.len()),
        answer.value().and_then(|value| value.as_array()).map(Vec::len)
    );
    let views: Vec<_> = rows.iter().filter_map(View::read).collect();
    for view in &views {
        assert!(view.progress.is_none_or(|percent| percent <= 100));
        assert!(!view.is_further_than(view));
    }
    let further = |known: View, view: &View| {
        if view.is_further_than(&known) {
            view.clone()
        } else {
            known
        }
    };
    if let (Some(first), Some(last)) = (views.first(), views.last()) {
        let down = views.iter().fold(first.clone(), further);
        let up = views.iter().rev().fold(last.clone(), further);
        assert!(!down.is_further_than(&up) && !up.is_further_than(&down));
        assert!(views.iter().all(|view| !view.is_further_than(&down)));
    }
});
