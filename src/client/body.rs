//! JSON request bodies.

use crate::platform::{Body, Part, Text};

/// A writer of one JSON object, field by field.
#[derive(Default)]
pub(super) struct JsonWriter {
    parts: Vec<Part>,
    text: String,
}

impl JsonWriter {
    fn key(&mut self, key: &str) {
        let is_first = self.parts.is_empty() && self.text.is_empty();
        self.text.push(if is_first { '{' } else { ',' });
        push_string(&mut self.text, key);
        self.text.push(':');
    }

    fn held(&mut self, text: Text) {
        self.parts.push(Part::Written(std::mem::take(&mut self.text)));
        self.parts.push(Part::Held(text));
    }

    /// Adds a string.
    pub fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        push_string(&mut self.text, value);
    }

    /// Adds an array of strings.
    pub fn strings<'a>(&mut self, key: &str, values: impl Iterator<Item = &'a str>) {
        self.key(key);
        self.text.push('[');
        for (index, value) in values.enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            push_string(&mut self.text, value);
        }
        self.text.push(']');
    }

    /// Adds a digit.
    pub fn digit(&mut self, key: &str, value: u8) {
        self.key(key);
        self.text.push(char::from(b'0' + value % 10));
    }

    /// Adds a value whose JSON the platform holds.
    pub fn json(&mut self, key: &str, value: Text) {
        self.key(key);
        self.held(value);
    }

    /// Adds one image.
    pub fn image(&mut self, key: &str, image: DataUrl) {
        self.key(key);
        self.data_url(image);
    }

    /// Adds an array of images.
    pub fn images(&mut self, key: &str, images: Vec<DataUrl>) {
        self.key(key);
        self.text.push('[');
        for (index, image) in images.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.data_url(image);
        }
        self.text.push(']');
    }

    /// A data URL contains no character that JSON escapes.
    fn data_url(&mut self, image: DataUrl) {
        self.text.push_str("\"data:");
        self.text.push_str(image.media_type);
        self.text.push_str(";base64,");
        self.held(image.base64);
        self.text.push('"');
    }

    /// Closes the object. It must have a field.
    pub fn finish(mut self) -> Body {
        self.text.push('}');
        self.parts.push(Part::Written(self.text));
        Body(self.parts)
    }
}

/// An image as gateways take it.
pub(super) struct DataUrl {
    pub media_type: &'static str,
    pub base64: Text,
}

/// Appends a text as a JSON string.
fn push_string(json: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            '\0'..='\x1f' => {
                json.push_str("\\u00");
                let digits = [letter as usize >> 4, letter as usize & 15];
                json.extend(
                    digits
                        .iter()
                        .filter_map(|digit| HEX.get(*digit))
                        .map(|digit| char::from(*digit)),
                );
            }
            _ => json.push(letter),
        }
    }
    json.push('"');
}

impl Body {
    /// Returns the length of the body, in characters.
    pub(super) fn len(&self) -> u32 {
        let lengths = self.0.iter().map(|part| match part {
            Part::Written(text) => text.len() as u32,
            Part::Held(text) => text.len(),
        });
        lengths.sum()
    }
}

// On the host, whose texts can be read.
#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::*;

    #[test]
    fn writes_valid_json() {
        let prompt = "a \"cat\"\\ \n\u{1}\u{7f} 猫 \u{1f638}";
        let image = |base64: &str| DataUrl {
            media_type: "image/png",
            base64: base64.into(),
        };
        let mut writer = JsonWriter::default();
        writer.images("base64Array", vec![image("AA=="), image("/9j+")]);
        writer.image("base64", image(""));
        writer.string("prompt", prompt);
        writer.digit("index", 4);
        writer.strings("ids", ["1", "\""].into_iter());
        writer.json("accountFilter", r#"{"a":[1]}"#.into());
        writer.string("state", "");
        let body = writer.finish();
        let text: String = body
            .0
            .iter()
            .map(|part| match part {
                Part::Written(text) => text,
                Part::Held(text) => text.as_str(),
            })
            .collect();
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            parsed,
            serde_json::json!({
                "base64Array": ["data:image/png;base64,AA==", "data:image/png;base64,/9j+"],
                "base64": "data:image/png;base64,", "prompt": prompt, "index": 4, "ids": ["1", "\""],
                "accountFilter": { "a": [1] }, "state": ""
            })
        );
    }
}
