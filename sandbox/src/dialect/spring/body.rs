//! What Spring, Jackson and the controllers take for a body.

use serde_json::Value;

use crate::message::Request;
use crate::route::Verb;

/// Why a body cannot be read.
pub(super) enum Unreadable {
    /// Not declared as JSON.
    Kind,
    /// Not JSON, or not an object.
    Form,
}

pub(super) fn body(request: &Request) -> Result<Value, Unreadable> {
    let kind = request.header("content-type").unwrap_or("");
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(Unreadable::Kind);
    }
    let bytes = request
        .body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&request.body);
    // What follows the first value is not looked at.
    let first = serde_json::Deserializer::from_slice(bytes)
        .into_iter::<Value>()
        .next();
    first
        .and_then(Result::ok)
        .filter(Value::is_object)
        .ok_or(Unreadable::Form)
}

/// What Jackson and the controllers make of a body: a status where they give up.
pub(super) fn well_typed(verb: Verb, body: &Value) -> Result<(), u16> {
    let field = |name: &str| body.get(name).filter(|value| !value.is_null());
    for name in [
        "prompt",
        "state",
        "notifyHook",
        "taskId",
        "customId",
        "maskBase64",
        "content",
        "base64",
        "dimensions",
    ] {
        if field(name).is_some_and(|value| value.is_object() || value.is_array()) {
            return Err(400);
        }
    }
    match field("base64Array") {
        None => {}
        Some(Value::Array(images)) if images.iter().any(|image| image.is_object() || image.is_array()) => {
            return Err(400);
        }
        Some(Value::Array(images)) if images.iter().any(Value::is_null) => return Err(500),
        Some(Value::Array(_)) => {}
        Some(_) => return Err(400),
    }
    match (verb, field("dimensions")) {
        (Verb::Blend, Some(Value::String(word)))
            if !matches!(word.as_str(), "PORTRAIT" | "SQUARE" | "LANDSCAPE") =>
        {
            return Err(400);
        }
        (Verb::Blend, Some(Value::Number(ordinal))) if ordinal.as_u64().is_none_or(|ordinal| ordinal > 2) => {
            return Err(400);
        }
        _ => {}
    }
    if verb == Verb::SimpleChange
        && field("content")
            .and_then(Value::as_str)
            .is_some_and(|content| content.ends_with(' '))
    {
        return Err(500);
    }
    if verb == Verb::Change {
        const ACTIONS: [&str; 6] = ["IMAGINE", "UPSCALE", "VARIATION", "REROLL", "DESCRIBE", "BLEND"];
        let action = field("action").and_then(Value::as_str);
        if action.is_some_and(|action| !ACTIONS.contains(&action)) {
            return Err(400);
        }
        let index = match field("index") {
            Some(Value::String(word)) => Some(word.parse::<i64>().map_err(|_| 400_u16)?),
            other => other.and_then(Value::as_i64),
        };
        let named = field("taskId").is_some_and(|id| id.as_str() != Some(""));
        if named && (action.is_none() || matches!(action, Some("UPSCALE" | "VARIATION")) && index.is_none()) {
            return Err(500);
        }
    }
    Ok(())
}
