//! Bodies of responses, in every shape that a `fetch` gives them.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    platform::SendError,
    support::{Globals, Unhandled, js, respond, turn},
};

/// The limit of all requests here.
const LIMIT: usize = 1_000;

async fn text(response: &str) -> String {
    String::from_utf8(respond(response).await.unwrap().body).unwrap()
}

fn is_too_large<T>(outcome: &Result<T, SendError>) -> bool {
    matches!(outcome, Err(SendError::TooLarge))
}

#[wasm_bindgen_test]
async fn get_reader_comes_before_array_buffer_before_text() {
    let bytes = "new TextEncoder().encode('bytes')";
    let stream = format!("new ReadableStream({{ start: (it) => (it.enqueue({bytes}), it.close()) }})");
    for (members, expected) in [
        (
            format!("body: {stream}, arrayBuffer: () => 1, text: () => 'text'"),
            "bytes",
        ),
        (
            format!("body: {{}}, arrayBuffer: async () => {bytes}.buffer, text: () => 'text'"),
            "bytes",
        ),
        (format!("arrayBuffer: () => {bytes}.buffer"), "bytes"),
        ("body: null, text: async () => '\u{feff}猫'".into(), "\u{feff}猫"),
        (
            "body: { getReader: 1 }, arrayBuffer: null, text: () => 'text'".into(),
            "text",
        ),
    ] {
        assert_eq!(
            text(&format!("({{ status: 200, {members} }})")).await,
            expected,
            "{members}"
        );
    }
    for members in ["json: async () => ({})", "text: () => 1"] {
        let response = respond(&format!("({{ status: 200, {members} }})")).await;
        assert!(matches!(response, Err(SendError::NotAResponse(_))), "{members}");
    }
}

#[wasm_bindgen_test]
async fn platform_responses_are_read_whole() {
    assert_eq!(text("new Response('猫')").await, "猫");
    assert_eq!(text("new Response(null, { status: 204 })").await, "");
    assert_eq!(text("new Response(new Blob(['a', 'b']))").await, "ab");
    let pieces = "new ReadableStream({ start(it) {
        for (const piece of [[1], [], [2, 3]]) it.enqueue(Uint8Array.from(piece));
        it.enqueue(new DataView(Uint8Array.of(0, 4, 5, 0).buffer, 1, 2));
        it.close();
    } })";
    // A `DataView` is not allowed in a response, but in a stream that looks like one.
    let response = respond(&format!("({{ status: 200, body: {pieces} }})"))
        .await
        .unwrap();
    assert_eq!(response.body, [1, 2, 3, 4, 5]);
}

#[wasm_bindgen_test]
async fn a_buffer_of_a_pool_gives_its_own_part_only() {
    // As node-fetch gives it: a Node `Buffer`, whose `ArrayBuffer` has the bytes of others too.
    let pooled = "({ status: 200, arrayBuffer: async () => Buffer.from(new TextEncoder().encode('xabcx').buffer, 1, 3) })";
    assert_eq!(text(pooled).await, "abc");
}

#[wasm_bindgen_test]
async fn buffers_of_another_realm_are_read() {
    let foreign = "require('vm').runInNewContext('Uint8Array.of(97, 98)')";
    assert_eq!(
        text(&format!("({{ status: 200, arrayBuffer: () => {foreign} }})")).await,
        "ab"
    );
    assert_eq!(
        text(&format!(
            "({{ status: 200, arrayBuffer: () => {foreign}.buffer }})"
        ))
        .await,
        "ab"
    );
    let stream = format!("new ReadableStream({{ start: (it) => (it.enqueue({foreign}), it.close()) }})");
    assert_eq!(text(&format!("({{ status: 200, body: {stream} }})")).await, "ab");
}

#[wasm_bindgen_test]
async fn no_body_exceeds_the_limit() {
    for (extra, is_over) in [(0, false), (1, true)] {
        let length = LIMIT + extra;
        for body in [
            format!("new Response('a'.repeat({length}))"),
            format!("({{ status: 200, arrayBuffer: async () => new ArrayBuffer({length}) }})"),
            format!("({{ status: 200, text: async () => 'a'.repeat({length}) }})"),
            format!(
                "({{ status: 200, text: async () => '猫' + 'a'.repeat({}) }})",
                length - 3
            ),
        ] {
            let outcome = respond(&body).await;
            assert_eq!(is_too_large(&outcome), is_over, "{body}");
            assert!(is_over || outcome.unwrap().body.len() == LIMIT);
        }
    }
}

#[wasm_bindgen_test]
async fn an_endless_stream_is_cancelled() {
    let _state = Globals::replace(&[("state", "{ pulled: 0, cancelled: 0 }")]);
    let unhandled = Unhandled::watch();
    let endless = "new ReadableStream({
        pull(it) { state.pulled++; it.enqueue(new Uint8Array(100)); },
        cancel() { state.cancelled++; throw new Error('cannot be cancelled'); },
    })";
    assert!(is_too_large(&respond(&format!("new Response({endless})")).await));
    turn().await;
    assert_eq!(js("state.cancelled"), 1);
    assert!(js("state.pulled").as_f64().unwrap() < 15.0);
    assert_eq!(unhandled.count(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_stream_that_was_read_to_its_end_is_not_cancelled() {
    let _state = Globals::replace(&[("state", "{ cancelled: 0 }")]);
    for end in ["{ done: true }", "{ done: true, value: null }"] {
        let reader = format!("{{ read: async () => ({end}), cancel: async () => state.cancelled++ }}");
        let response = format!("({{ status: 200, body: {{ getReader: () => ({reader}) }} }})");
        assert_eq!(text(&response).await, "");
    }
    assert_eq!(js("state.cancelled"), 0);
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_network_error_with_its_cause() {
    let _state = Globals::replace(&[("why", "new TypeError('terminated')")]);
    for body in [
        "new ReadableStream({ pull: () => Promise.reject(why) })",
        "({ getReader() { throw why; } })",
        "({ getReader: () => ({ read() { throw why; } }) })",
        "({ getReader: () => ({ read: () => Promise.reject(why) }) })",
    ] {
        match respond(&format!("({{ status: 200, body: {body} }})")).await {
            Err(SendError::Network(cause)) => assert_eq!(cause.as_js(), &js("why")),
            outcome => panic!("{body}: {outcome:?}"),
        }
    }
    for members in [
        "arrayBuffer: () => Promise.reject(why)",
        "text() { throw why; }",
        "get body() { throw why; }",
    ] {
        match respond(&format!("({{ status: 200, {members} }})")).await {
            Err(SendError::Network(cause)) => assert_eq!(cause.as_js(), &js("why")),
            outcome => panic!("{members}: {outcome:?}"),
        }
    }
}

#[wasm_bindgen_test]
async fn what_is_no_bytes_is_no_body() {
    for body in ["'text'", "7", "{}", "new Date()"] {
        let stream = format!("new ReadableStream({{ start: (it) => it.enqueue({body}) }})");
        for members in [format!("body: {stream}"), format!("arrayBuffer: () => ({body})")] {
            let outcome = respond(&format!("({{ status: 200, {members} }})")).await;
            assert!(
                matches!(outcome, Err(SendError::Network(_))),
                "{members}: {outcome:?}"
            );
        }
    }
}
