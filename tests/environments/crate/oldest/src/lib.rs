//! A program on the oldest wasm-bindgen that the crate's dependencies permit, with an export of its own and none of the crate's.

use midjourney_wasm::{Midjourney, ModalInput};
use wasm_bindgen::prelude::*;

/// The address of a picture.
#[wasm_bindgen]
pub async fn picture(gateway: String, prompt: String, image: Vec<u8>) -> Result<Option<String>, JsError> {
    let mj = Midjourney::builder(gateway)
        .api_key_with(|| async { String::new() })
        .build()?;
    let job = mj
        .imagine(prompt)
        .images([image])
        .answer_modal(|_| async { ModalInput::new() });
    let mut updates = job.updates();
    let mut last = None;
    while let Some(task) = updates.next().await {
        last = Some(task?);
    }
    Ok(last.and_then(|task| task.image_url().map(String::from)))
}
