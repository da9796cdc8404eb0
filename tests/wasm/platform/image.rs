//! Images of every kind.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::Image,
    platform::Text,
    platform::{ImageError, Platform},
    support::{Globals, get, js, js_async, json, web},
};

/// The bytes 1 to 7.
const BYTES: &str = "Uint8Array.of(1, 2, 3, 4, 5, 6, 7)";
/// The same in base64.
const BASE64: &str = "AQIDBAUGBw==";

async fn read_js(value: &str, max_bytes: u32) -> Result<Text, ImageError> {
    Web::default()
        .read_image(&Image::from_js(js(value)), max_bytes)
        .await
}

fn whole(text: &Text) -> String {
    text.start(text.len())
}

/// Every kind of image, with these bytes.
fn kinds(bytes: &str) -> Vec<String> {
    [
        "it",
        "it.buffer",
        "new Blob([it])",
        "new File([it], 'a.png')",
        "Buffer.from(it)",
        "new DataView(Uint8Array.from([9, ...it, 9]).buffer, 1, it.length)",
        "require('vm').runInNewContext('(it) => Uint8Array.from(it)')(it)",
        "require('vm').runInNewContext('(it) => Uint8Array.from(it)')(it).buffer",
        "new Blob([it]).stream()",
        "new ReadableStream({ start(stream) { for (const byte of it) stream.enqueue(Uint8Array.of(byte)); stream.close(); } })",
        "new Response(it)",
        "new Response(new Blob([it]).stream())",
        "({ arrayBuffer: async () => it.buffer })",
        "({ body: {}, arrayBuffer: async () => Buffer.from(it) })",
        "require('stream').Readable.from(it.length ? [Buffer.from(it)] : [])",
        "'data:image/png;base64,' + Buffer.from(it).toString('base64')",
        "new URL('data:;base64,' + Buffer.from(it).toString('base64'))",
        "URL.createObjectURL(new Blob([it]))",
        "({ href: URL.createObjectURL(new Blob([it])) })",
    ]
    .map(|kind| format!("((it) => {kind})({bytes})"))
    .into()
}

#[wasm_bindgen_test]
async fn every_kind_is_read_up_to_the_limit() {
    for kind in kinds(BYTES) {
        assert_eq!(whole(&read_js(&kind, 7).await.unwrap()), BASE64, "{kind}");
        // The size of a data URL is known without its padding only.
        let outcome = read_js(&kind, 4).await;
        assert!(
            matches!(outcome, Err(ImageError::TooLarge)),
            "{kind}: {outcome:?}"
        );
    }
    for kind in kinds("new Uint8Array()") {
        assert_eq!(read_js(&kind, 7).await.unwrap().len(), 0, "{kind}");
    }
}

#[wasm_bindgen_test]
async fn images_of_rust_are_read() {
    let bytes = [1, 2, 3, 4, 5, 6, 7];
    let data_url = format!("data:image/png;base64,{BASE64}");
    let blob: web_sys::Blob = wasm_bindgen::JsCast::unchecked_into(js(&format!("new Blob([{BYTES}])")));
    let file: web_sys::File = wasm_bindgen::JsCast::unchecked_into(js(&format!("new File([{BYTES}], 'a')")));
    let images: [Image; 10] = [
        (&bytes).into(),
        bytes.as_slice().into(),
        bytes.to_vec().into(),
        (&bytes.to_vec()).into(),
        data_url.as_str().into(),
        data_url.into(),
        (&blob).into(),
        blob.into(),
        (&file).into(),
        file.into(),
    ];
    for image in images {
        assert_eq!(
            whole(&Web::default().read_image(&image, 7).await.unwrap()),
            BASE64
        );
    }
}

#[wasm_bindgen_test]
async fn the_limit_of_data_urls_counts_no_padding() {
    for (letters, max_bytes, is_over) in [
        ("AAAA", 3, false),
        ("AAAA", 1, false),
        ("AAAA", 0, true),
        ("AAAAAAAA", 4, false),
        ("AAAAAAAA", 3, true),
        ("", 0, false),
    ] {
        let outcome = read_js(&format!("'data:image/png;base64,{letters}'"), max_bytes).await;
        assert_eq!(outcome.is_err(), is_over, "{letters} {max_bytes}");
    }
}

#[wasm_bindgen_test]
async fn other_values_are_unsupported() {
    for value in [
        "undefined",
        "null",
        "42",
        "true",
        "10n",
        "Symbol('a')",
        "() => {}",
        "'a.png'",
        "''",
        "'iVBORw0KGgo='",
        "'ftp://a.example/a.png'",
        "'file:///a.png'",
        "'data:text/plain,hello'",
        "'data:image/png;base64'",
        "'data:image/png,;base64,AAAA'",
        "{}",
        "[]",
        "new Date()",
        "new Map([[1, 2]])",
        "Promise.resolve()",
        "{ href: {} }",
        "{ get href() { throw 1; } }",
        "new URLSearchParams('a=b')",
    ] {
        let outcome = read_js(value, 1_000).await;
        assert!(
            matches!(outcome, Err(ImageError::Unsupported)),
            "{value}: {outcome:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_download_has_no_credentials_and_no_headers() {
    let _sent = Globals::replace(&[("sent", "null")]);
    let fetch = format!(
        "async (url, init) => {{ globalThis.sent = {{ url, init }}; return new Response({BYTES}); }}"
    );
    for url in [
        "https://a.example/a.png",
        "http://localhost/a.png",
        "blob:https://a.example/1",
    ] {
        let text = web(&fetch).read_image(&Image::from(url), 7).await.unwrap();
        assert_eq!(whole(&text), BASE64);
        assert_eq!(get(&js("sent"), "url"), url);
        let init = js("(({ signal, ...rest }) => ({ ...rest, aborted: signal.aborted }))(sent.init)");
        assert_eq!(json(&init), r#"{"credentials":"omit","aborted":false}"#);
    }
    let _request = Globals::replace(&[("Request", "class Request {}"), ("AbortController", "undefined")]);
    web(&fetch)
        .read_image(&Image::from("https://a.example/a.png"), 7)
        .await
        .unwrap();
    assert_eq!(json(&js("sent.init")), "{}");
}

#[wasm_bindgen_test]
async fn a_failed_read_says_why() {
    let _why = Globals::replace(&[("why", "new Error('the disk is gone')")]);
    for value in [
        "new ReadableStream({ pull: () => Promise.reject(why) })",
        "{ size: 1, arrayBuffer: () => Promise.reject(why) }",
        "{ body: { getReader() { throw why; } } }",
    ] {
        match read_js(value, 1_000).await {
            Err(ImageError::Failed(cause)) => assert_eq!(cause.as_js(), &js("why"), "{value}"),
            outcome => panic!("{value}: {outcome:?}"),
        }
    }
    for (response, words) in [
        ("new Response('gone', { status: 404 })", "HTTP 404"),
        (
            "({ status: 302, arrayBuffer: async () => new ArrayBuffer(1) })",
            "HTTP 302",
        ),
        ("Promise.reject(why)", "the disk is gone"),
    ] {
        let image = Image::from("https://a.example/a.png");
        match web(&format!("async () => {response}"))
            .read_image(&image, 1_000)
            .await
        {
            Err(ImageError::Failed(cause)) => assert_eq!(cause.to_string(), words),
            outcome => panic!("{response}: {outcome:?}"),
        }
    }
    js_async("(globalThis.why = new Response('a')).text()").await;
    assert!(
        matches!(read_js("why", 1_000).await, Err(ImageError::Failed(_))),
        "a body that was read"
    );
    let words = "new ReadableStream({ start: (it) => it.enqueue('text') })";
    assert!(matches!(read_js(words, 1_000).await, Err(ImageError::Failed(_))));
}

#[wasm_bindgen_test]
async fn image_bytes_stay_outside_wasm_memory() {
    let size = || wasm_bindgen_memory().byte_length();
    let before = size();
    let text = read_js("new Blob([new Uint8Array(8_000_000)])", 10_000_000)
        .await
        .unwrap();
    assert_eq!(text.len(), 10_666_668);
    assert!(size() - before < 1_000_000);
}

fn wasm_bindgen_memory() -> js_sys::ArrayBuffer {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::JsCast::unchecked_into(wasm_bindgen::memory());
    wasm_bindgen::JsCast::unchecked_into(memory.buffer())
}

#[wasm_bindgen_test]
async fn a_download_that_is_not_read_is_cancelled() {
    let _state = Globals::replace(&[("state", "{}")]);
    let body = "new ReadableStream({ cancel() { state.cancelled = true; } })";
    let web = web(&format!("async () => new Response({body}, {{ status: 404 }})"));
    assert!(
        web.read_image(&Image::from("https://a.example/a.png"), 7)
            .await
            .is_err()
    );
    assert_eq!(js("state.cancelled"), true);
}
