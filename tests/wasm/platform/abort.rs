//! What is dropped ends, and what has ended is not aborted.

use std::pin::pin;

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    platform::Image,
    platform::Platform,
    support::{Globals, Unhandled, js, poll_once, read, turn, web},
};

/// A `fetch` that responds with a body, and keeps the signal in a global.
fn signalled(body: &str) -> String {
    format!("async (url, init) => {{ state.signal = init.signal; return {body}; }}")
}

/// A response whose body never ends.
const SILENT: &str = "new Response(new ReadableStream({ cancel() { state.cancelled = true; } }))";

fn is_aborted() -> bool {
    js("state.signal.aborted").is_truthy()
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted() {
    let _state = Globals::replace(&[("state", "{}")]);
    let unhandled = Unhandled::watch();
    let web = web("(url, init) => {
        state.signal = init.signal;
        return new Promise((_, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)));
    }");
    {
        let mut work = pin!(web.send(read("https://a.example/")));
        assert!(
            js("state.signal").is_undefined(),
            "nothing is sent before the first poll"
        );
        poll_once(work.as_mut()).await;
        turn().await;
        assert!(!is_aborted());
    }
    assert!(is_aborted());
    turn().await;
    assert_eq!(unhandled.count(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_request_that_is_dropped_in_mid_body_is_aborted_and_its_stream_cancelled() {
    let unhandled = Unhandled::watch();
    let image = Image::from("https://a.example/a.png");
    for is_image in [false, true] {
        let _state = Globals::replace(&[("state", "{}")]);
        let web = web(&signalled(SILENT));
        {
            let mut send = pin!(web.send(read("https://a.example/")));
            let mut download = pin!(web.read_image(&image, 1_000));
            for _ in 0..3 {
                if is_image {
                    poll_once(download.as_mut()).await;
                } else {
                    poll_once(send.as_mut()).await;
                }
                turn().await;
            }
            assert!(!is_aborted());
        }
        assert!(is_aborted());
        assert_eq!(js("state.cancelled"), true);
    }
    turn().await;
    assert_eq!(unhandled.count(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_dropped_image_cancels_its_stream() {
    let _state = Globals::replace(&[("state", "{}")]);
    let image = Image::from_js(js("new ReadableStream({ cancel() { state.cancelled = true; } })"));
    let web = web("() => {}");
    {
        let mut work = pin!(web.read_image(&image, 1_000));
        poll_once(work.as_mut()).await;
        assert!(js("state.cancelled").is_undefined());
    }
    assert_eq!(js("state.cancelled"), true);
}

#[wasm_bindgen_test]
async fn a_request_that_has_ended_is_not_aborted() {
    let large = "new Response('a'.repeat(9999))";
    for body in [
        "new Response('{}')",
        large,
        "Promise.reject(new TypeError())",
        "undefined",
    ] {
        let _state = Globals::replace(&[("state", "{}")]);
        let web = web(&signalled(body));
        drop(web.send(read("https://a.example/")).await);
        assert!(!is_aborted(), "{body}");
        let image = Image::from("https://a.example/a.png");
        js("state.signal = undefined");
        drop(web.read_image(&image, 1_000).await);
        assert!(!is_aborted(), "{body}");
    }
}
