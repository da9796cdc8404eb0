//! Base64 by each of the encoders that a platform may have.

use base64::{Engine, prelude::BASE64_STANDARD};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::Image,
    platform::Platform,
    support::{Globals, js},
};

async fn encode(bytes: &[u8]) -> String {
    let text = Web::default()
        .read_image(&Image::from(bytes), u32::MAX)
        .await
        .unwrap();
    text.start(u32::MAX)
}

async fn encodes_all_lengths() {
    let mixed = |at: u32| (at.wrapping_mul(2_654_435_761) >> 13) as u8;
    let bytes: Vec<u8> = (0..80_000).map(mixed).collect();
    // `btoa` gets 24,576 bytes at a time.
    let borders = [24_576, 49_152, 73_728].map(|border| border - 4..=border + 4);
    for length in (0..=8).chain(borders.into_iter().flatten()) {
        let bytes = &bytes[..length];
        assert!(
            encode(bytes).await == BASE64_STANDARD.encode(bytes),
            "{length} bytes"
        );
    }
}

#[wasm_bindgen_test]
async fn node_encodes_by_buffer() {
    let _globals = Globals::replace(&[("btoa", "() => { throw new Error(); }")]);
    encodes_all_lengths().await;
}

#[wasm_bindgen_test]
async fn pages_encode_by_btoa() {
    let _globals = Globals::replace(&[("Buffer", "undefined")]);
    encodes_all_lengths().await;
}

#[wasm_bindgen_test]
async fn the_encoder_of_the_engine_comes_first() {
    js(
        "Object.defineProperty(Uint8Array.prototype, 'toBase64', { configurable: true, value() { return `${this.length} bytes`; } })",
    );
    assert_eq!(encode(&[1, 2]).await, "2 bytes");
    js("delete Uint8Array.prototype.toBase64");
}
