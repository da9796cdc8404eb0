//! Pictures that are sent, in every form.

use js_sys::{Array, Uint8Array};
use midjourney_wasm::Image;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, File};

use crate::setup::{PNG, QUICK, Recorder, client_with, png};

fn blob(bytes: &[u8]) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

#[wasm_bindgen_test]
async fn every_form_of_a_picture_is_the_same_data_url() {
    let recorder = Recorder::new(None);
    let mj = client_with(&recorder);
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
    let mj = client_with(&recorder);
    mj.describe("https://pictures.example/a.png")
        .submit()
        .await
        .unwrap();
    let sent = recorder.sent();
    assert_eq!(sent[0]["url"], "https://pictures.example/a.png");
    assert_eq!(sent[0]["headers"].as_object().unwrap().len(), 0);
    assert_eq!(sent[1]["body"]["base64"], format!("data:image/png;base64,{PNG}"));
}
