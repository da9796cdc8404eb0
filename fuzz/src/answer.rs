//! An answer of a gateway, from the bytes that the fuzzer makes up.

use serde_json::Value;

use crate::{
    gateway::{big_integer, code::Code},
    platform::Json,
};

/// What the gateway said, as the client has it: with big integers quoted.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What else stands in the first line: a verb, a kind of failure, or nothing.
    pub word: String,
    /// The body.
    pub text: String,
    /// The body's value, where it is JSON.
    value: Option<Value>,
    json: Option<Json>,
}

/// The kinds of failure that a decoder knows better than the HTTP status.
const CODES: [Code; 11] = [
    Code::TaskNotFound,
    Code::Unavailable,
    Code::Validation,
    Code::UpstreamFailure,
    Code::QueueFull,
    Code::GatewayFailure,
    Code::BannedPrompt,
    Code::RateLimited,
    Code::Refused,
    Code::AcceptedWithoutId,
    Code::BadResponse,
];

impl Answer {
    /// Reads a line with the status and a word; all behind it is the body.
    pub fn read(data: &[u8]) -> Self {
        let [line, body] = lines(data);
        let (status, word) = line.split_once(' ').unwrap_or((&line, ""));
        let text = big_integer::quote(body);
        Self {
            status: status.parse().unwrap_or(200),
            word: word.into(),
            value: serde_json::from_str(&text).ok(),
            json: Json::parse(&text),
            text,
        }
    }

    /// The body's value, as the decoders take it.
    pub fn json(&self) -> Option<&Json> {
        self.json.as_ref()
    }

    /// The body's value, for comparison.
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// The kind of failure that the word names, if it is one.
    pub fn code(&self) -> Option<Code> {
        CODES.into_iter().find(|code| code.name() == self.word)
    }

    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// So many lines, of which the last is all the rest. As the platform does it, what is no UTF-8 is replaced.
pub fn lines<const N: usize>(data: &[u8]) -> [String; N] {
    let mut parts = data.splitn(N, |byte| *byte == b'\n');
    std::array::from_fn(|_| String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned())
}
