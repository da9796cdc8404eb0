//! Tasks that ask back.

use std::{cell::RefCell, rc::Rc};

use midjourney_wasm::{ErrorCode, ModalInput, Status, Task};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{Recorder, builder, client, fails, png};

async fn single(prompt: &str) -> Task {
    let mj = client();
    let grid = mj.imagine(prompt).await.unwrap();
    mj.upscale(&grid, 1).await.unwrap()
}

#[wasm_bindgen_test]
async fn a_region_wants_a_mask_now_or_later() {
    let mj = client();
    let single = single("a lighthouse sandbox:fast").await;
    let error = fails(
        mj.action(&single, "Vary (Region)").await,
        ErrorCode::ModalRequired,
    );
    let waiting = error.task().unwrap();
    assert_eq!(waiting.status(), Status::Modal);
    assert!(error.hint().unwrap().contains("Midjourney::modal"), "{error}");
    let input = ModalInput::new().prompt("a red roof sandbox:fast").mask(png());
    let task = mj.modal(waiting, input).await.unwrap();
    assert_eq!((task.status(), task.action()), (Status::Success, Some("INPAINT")));

    let asked = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&asked);
    let job = mj.action(&single, "Vary (Region)").answer_modal(move |task| {
        heard.borrow_mut().push((task.id().to_owned(), task.status()));
        async { ModalInput::new().prompt("a blue roof sandbox:fast").mask(png()) }
    });
    let mut updates = job.updates();
    let mut last = None;
    while let Some(task) = updates.next().await {
        last = Some(task.unwrap());
    }
    assert_eq!(*asked.borrow(), [(last.unwrap().id().to_owned(), Status::Modal)]);
    assert!(updates.token().to_string().contains("\"modal\":true"));
    let mask = ModalInput::new().mask(b"\xff\xd8\xff\xe0 a JPEG");
    let error = fails(mj.modal(&single, mask).await, ErrorCode::InvalidInput);
    assert!(error.to_string().contains("mask must be a PNG"), "{error}");
}

#[wasm_bindgen_test]
async fn a_mere_yes_is_said_unless_it_is_not_wanted() {
    let grid = client()
        .imagine("a lighthouse --remix sandbox:fast")
        .await
        .unwrap();
    let recorder = Recorder::new(None);
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    fails(mj.vary(&grid, 1).fail_on_modal().await, ErrorCode::ModalRequired);
    let posts = |recorder: &Recorder| {
        recorder
            .sent()
            .iter()
            .filter(|sent| sent["method"] == "POST")
            .count()
    };
    assert_eq!(posts(&recorder), 1);
    let task = mj.vary(&grid, 1).await.unwrap();
    assert_eq!(
        (task.status(), task.action()),
        (Status::Success, Some("VARIATION"))
    );
    assert_eq!(posts(&recorder), 3);
}
