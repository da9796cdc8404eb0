//! Pictures that are sent, in every form.

use js_sys::{Array, Uint8Array};
use midjourney_wasm::{ErrorCode, Image};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, File};

use crate::setup::{PNG, QUICK, Recorder, builder, client, fails, png};

fn blob(bytes: &[u8]) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

#[wasm_bindgen_test]
async fn every_form_of_a_picture_is_the_same_data_url() {
    let recorder = Recorder::new(None);
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    let file = File::new_with_blob_sequence(&Array::of1(&blob(&png())), "a.png").unwrap();
    let data_url = format!("data:image/jpeg;base64,{PNG}");
    let images: [Image; 7] = [
        png().into(),
        png().as_slice().into(),
        blob(&png()).into(),
        (&file).into(),
        data_url.as_str().into(),
        data_url.clone().into(),
        Image::from_js(Uint8Array::from(png().as_slice()).buffer()),
    ];
    let count = images.len();
    mj.imagine(QUICK)
        .images(images.clone())
        .images([png()])
        .submit()
        .await
        .unwrap();
    let sent = recorder.sent().remove(0);
    let sent = sent["body"]["base64Array"].as_array().unwrap();
    assert_eq!(sent.len(), count + 1);
    assert!(
        sent.iter()
            .all(|url| *url == format!("data:image/png;base64,{PNG}")),
        "{sent:?}"
    );
}

#[wasm_bindgen_test]
async fn an_address_is_downloaded_without_the_key() {
    let recorder = Recorder::new(Some(&format!(
        "return init.method ? fetch(url, init) : fetch('data:image/png;base64,{PNG}');"
    )));
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    mj.describe("https://pictures.example/a.png")
        .submit()
        .await
        .unwrap();
    let sent = recorder.sent();
    assert_eq!(sent[0]["url"], "https://pictures.example/a.png");
    assert_eq!(sent[0]["headers"].as_object().unwrap().len(), 0);
    assert_eq!(sent[1]["body"]["base64"], format!("data:image/png;base64,{PNG}"));
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_told_before_anything_is_sent() {
    let recorder = Recorder::new(None);
    let mj = builder()
        .fetch(recorder.fetch())
        .max_image_bytes(16)
        .build()
        .unwrap();
    for (image, words) in [
        (
            Image::from(b"<svg/>"),
            "image must be a picture (PNG, JPEG, GIF or WebP)",
        ),
        (Image::from(png()), "image must be no larger than max_image_bytes"),
        (Image::from("a.png"), "image must be a Blob"),
        (
            Image::from(Vec::new()),
            "image must be a picture, but it is empty",
        ),
    ] {
        let error = fails(mj.describe(image).await, ErrorCode::InvalidInput);
        assert!(error.message().starts_with(words), "{error}");
        assert_eq!((error.field(), error.maybe_submitted()), (Some("image"), false));
    }
    let error = fails(client().blend([png()]).await, ErrorCode::InvalidInput);
    assert_eq!(error.field(), Some("images"));
    assert_eq!(recorder.sent().len(), 0);
}
