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
            matches!(outcome, Err(ImageError::Unsupported(_))),
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
    for (response, wanted) in [
        ("new Response('gone', { status: 404 })", 404),
        (
            "({ status: 302, arrayBuffer: async () => new ArrayBuffer(1) })",
            302,
        ),
    ] {
        match download(response).await {
            Err(ImageError::Status(status)) => assert_eq!(status, wanted),
            outcome => panic!("{response}: {outcome:?}"),
        }
    }
    let own = read_js("new Response('gone', { status: 410 })", 1_000).await;
    assert!(matches!(own, Err(ImageError::Status(410))), "{own:?}");
    match download("Promise.reject(why)").await {
        Err(ImageError::NoResponse(cause)) => assert_eq!(cause.as_js(), &js("why")),
        outcome => panic!("{outcome:?}"),
    }
    match download("({})").await {
        Err(ImageError::Failed(cause)) => assert!(cause.to_string().contains("no Response")),
        outcome => panic!("{outcome:?}"),
    }
    js_async("(globalThis.why = new Response('a')).text()").await;
    assert!(
        matches!(read_js("why", 1_000).await, Err(ImageError::Failed(_))),
        "a body that was read"
    );
    let words = "new ReadableStream({ start: (it) => it.enqueue('text') })";
    assert!(matches!(read_js(words, 1_000).await, Err(ImageError::Failed(_))));
}

async fn download(response: &str) -> Result<Text, ImageError> {
    let image = Image::from("https://a.example/a.png");
    web(&format!("async () => {response}"))
        .read_image(&image, 1_000)
        .await
}

#[wasm_bindgen_test]
async fn a_platform_without_fetch_downloads_nothing() {
    let _fetch = Globals::replace(&[("fetch", "undefined")]);
    let image = Image::from("https://a.example/a.png");
    match Web::default().read_image(&image, 1_000).await {
        Err(ImageError::Failed(cause)) => assert!(cause.to_string().contains("fetch")),
        outcome => panic!("{outcome:?}"),
    }
}

#[wasm_bindgen_test]
async fn base64_of_data_urls_is_made_right() {
    // The bytes FB FF FE FF BE.
    let wanted = "+//+/74=";
    for letters in [
        "+//+/74=",
        "-__-_74=",
        "-__-_74",
        "+//+/74",
        "+//+\r\n/74=\n",
        " +/ /+\t/74= ",
        "%2B//%2b%2F74%3D",
        "+//+%0D%0A/74=%20",
    ] {
        let url = format!("`data:image/png;base64,{letters}`");
        assert_eq!(whole(&read_js(&url, 5).await.unwrap()), wanted, "{letters}");
    }
    let url = "'DATA:image/png;charset=utf-8;BASE64,AQI'";
    assert_eq!(whole(&read_js(url, 5).await.unwrap()), "AQI=");
    for letters in [
        "undefined",
        "AQIDB",
        "AQ!D",
        "AQ=D",
        "AQ%3CD",
        "=AQI",
        "AQI===",
        "猫猫猫猫",
        "[object Object]",
    ] {
        let url = format!("`data:image/png;base64,{letters}`");
        match read_js(&url, 1_000).await {
            Err(ImageError::Unsupported(what)) => assert!(what.contains("damaged"), "{what}"),
            outcome => panic!("{letters}: {outcome:?}"),
        }
    }
}

#[wasm_bindgen_test]
async fn megabytes_of_base64_are_checked_in_a_moment() {
    let url = "'data:image/png;base64,' + ('A='.repeat(2_000_000))";
    assert!(matches!(
        read_js(url, 10_000_000).await,
        Err(ImageError::Unsupported(_))
    ));
    let url = "'data:image/png;base64,' + ('A'.repeat(76) + '\\r\\n').repeat(100_000)";
    assert_eq!(read_js(url, 10_000_000).await.unwrap().len(), 7_600_000);
}

#[wasm_bindgen_test]
async fn what_is_no_image_says_what_it_is() {
    for (value, wanted) in [
        ("undefined", "nothing"),
        ("null", "nothing"),
        ("42", ""),
        ("() => {}", ""),
        ("{}", ""),
        (
            "({ fieldname: 'a', originalname: 'a.png', buffer: Buffer.from('a'), size: 1 })",
            "its buffer",
        ),
        (
            "({ fieldname: 'a', path: '/tmp/a', size: 1 })",
            "that file contains",
        ),
        ("({ filepath: '/tmp/a', size: 1 })", "that file contains"),
        ("({ mv() {}, data: Buffer.from('a'), size: 1 })", "its data"),
        ("Promise.resolve(new Blob(['a']))", "await it first"),
        ("({ toBlob() {}, width: 1 })", "canvas.toBlob"),
        ("({ convertToBlob() {}, width: 1 })", "canvas.convertToBlob"),
        (
            "({ data: new Uint8ClampedArray(4), width: 1, height: 1 })",
            "pixels",
        ),
        ("({ src: '/a.png', width: 1, height: 1 })", "its src"),
        (
            "({ files: { length: 1 }, src: '', width: 1 })",
            "one File of its files",
        ),
        ("({ getFile() {}, kind: 'file' })", "its getFile"),
        ("({ originFileObj: {}, url: 'blob:a' })", "its originFileObj"),
        ("({ raw: {}, url: 'blob:a' })", "its raw"),
        ("({ readAsDataURL() {}, result: null })", "or its result"),
        ("({ url: 'https://a.example/b.png' })", "its url"),
        ("({ uri: 'file:///a.png' })", "fetch(uri)"),
        ("({ 0: new Blob(['a']), length: 1 })", "one File of it"),
        ("[new Blob(['a'])]", "one File of it"),
        ("[137, 80, 78, 71]", "Uint8Array.from"),
        (
            "'iVBORw0KGgoAAAANSUhEUgAAAAE='",
            "put data:image/png;base64, before it",
        ),
        ("'/9j_4AAQ-SkZJRg'", "put data:image/png;base64, before it"),
        ("'a.png'", "a whole URL"),
        ("'./uploads/a-long-name.png'", "a whole URL"),
        ("''", "a whole URL"),
        ("'data:image/svg+xml;utf8,<svg/>'", "without base64"),
    ] {
        match read_js(value, 1_000).await {
            Err(ImageError::Unsupported(what)) => {
                assert!(what.contains(wanted), "{value}: {what}");
                assert_eq!(what.is_empty(), wanted.is_empty(), "{value}: {what}");
            }
            outcome => panic!("{value}: {outcome:?}"),
        }
    }
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
