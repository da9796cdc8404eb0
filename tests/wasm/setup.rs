//! What all tests share: a client, the sandbox's controls, a record of what is sent, a picture.

use std::{rc::Rc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use js_sys::Function;
use midjourney_wasm::{Error, ErrorCode, Midjourney, MidjourneyBuilder, Web};
use serde_json::Value;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["process", "env"], js_name = MIDJOURNEY_SANDBOX)]
    static SANDBOX: String;
}

/// The key of all tests.
pub const KEY: &str = "sk-a-key-of-ours";

/// A prompt that the sandbox is done with in a tenth of its usual time, which is a second.
pub const QUICK: &str = "a lighthouse sandbox:fast";

/// A finished task that the sandbox has from the start.
pub const HELD: &str = "1320098173412546";

pub fn base_url() -> String {
    SANDBOX.with(Clone::clone)
}

pub fn builder() -> MidjourneyBuilder {
    let (min, max) = (Duration::from_millis(50), Duration::from_millis(100));
    Midjourney::builder(base_url())
        .api_key(KEY)
        .mode("fast")
        .poll(min, max)
}

pub fn client() -> Midjourney {
    builder().build().unwrap()
}

/// A client with a `fetch` of its own.
pub fn client_with(fetch: &Recorder) -> Midjourney {
    builder()
        .build_on(Rc::new(Web::with_fetch(fetch.fetch())))
        .unwrap()
}

/// The error of a call that must fail so.
pub fn fails<T>(outcome: Result<T, Error>, code: ErrorCode) -> Error {
    match outcome {
        Ok(_) => panic!("it does not fail"),
        Err(error) if error.code() == code => {
            assert!(!format!("{error} {error:?}").contains(KEY), "the key is told");
            error
        }
        Err(error) => panic!("{error}"),
    }
}

/// A `fetch` that keeps what it is asked, and then asks the platform's, unless `answer` is JavaScript that answers itself.
pub struct Recorder(Function);

impl Recorder {
    pub fn new(answer: Option<&str>) -> Self {
        let answer = answer.unwrap_or("return fetch(url, init);");
        let make = format!(
            "const sent = [];
             const it = (url, init) => {{ sent.push({{ url: String(url), init }}); {answer} }};
             it.sent = () => JSON.stringify(sent.map(({{ url, init }}) => ({{
                url,
                method: init?.method,
                headers: Object.fromEntries(new Headers(init?.headers)),
                body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
                aborted: init?.signal?.aborted,
             }})));
             return it;"
        );
        Self(
            Function::new_no_args(&make)
                .call0(&JsValue::NULL)
                .unwrap()
                .unchecked_into(),
        )
    }

    fn fetch(&self) -> Function {
        self.0.clone()
    }

    /// The requests so far: `url`, `method`, `headers`, `body`, `aborted`.
    pub fn sent(&self) -> Vec<Value> {
        let sent: Function = js_sys::Reflect::get(&self.0, &"sent".into())
            .unwrap()
            .unchecked_into();
        let text = sent.call0(&JsValue::NULL).unwrap().as_string().unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// A PNG of one white pixel.
pub fn png() -> Vec<u8> {
    BASE64_STANDARD.decode(PNG).unwrap()
}

/// The same in base64.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
