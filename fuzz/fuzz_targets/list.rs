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
    let value = answer.value().unwrap_or(&serde_json::Value::Null);
    let places = [value, &value["data"], &value["result"]];
    let found = places.iter().find_map(|place| place.as_array());
    assert_eq!(Some(rows.len()), found.map(Vec::len));
    let views: Vec<_> = rows.iter().filter_map(View::of_row).collect();
    for view in &views {
        assert!(view.id.is_some());
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
