//! What the host holds: JSON, text, images and causes, for native programs and tests. The web has its own (`web`).

use std::{fmt, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A JSON value. Integers beyond 2^53 are strings of their exact digits.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Json(Value);

impl Json {
    /// Parses JSON. `None` if the text is invalid.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// Converts a value to JSON.
    ///
    /// # Errors
    ///
    /// The cause, for a value that has no JSON.
    pub fn encode(value: &(impl Serialize + ?Sized)) -> Result<Self, Cause> {
        serde_json::to_value(value)
            .map(Self)
            .map_err(|error| Cause::new(&error.to_string()))
    }

    /// Converts the JSON to a type of the caller.
    ///
    /// # Errors
    ///
    /// The cause, if it is none.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Cause> {
        T::deserialize(&self.0).map_err(|error| Cause::new(&error.to_string()))
    }

    /// Returns the field `name` of an object.
    pub fn get(&self, name: &str) -> Option<Self> {
        self.0.get(name).cloned().map(Self)
    }

    /// Returns the field `key`, unless it is null.
    pub fn field(&self, key: &str) -> Option<Self> {
        let value = self.0.get(key)?;
        (!value.is_null()).then(|| Self(value.clone()))
    }

    /// Returns a string.
    pub fn text(&self) -> Option<String> {
        self.0.as_str().map(Into::into)
    }

    /// Returns a number.
    pub fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// Returns the items of an array.
    pub fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }

    /// Returns `true` for an object, but not for an array.
    pub fn is_object(&self) -> bool {
        self.0.is_object()
    }

    /// Returns `true` for the value `true`.
    pub fn is_true(&self) -> bool {
        self.0 == Value::Bool(true)
    }

    /// Returns `true` for `false`.
    pub fn is_false(&self) -> bool {
        self.0 == Value::Bool(false)
    }

    /// Returns `true` for `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Returns the JSON text. `None` for a value that has none.
    pub fn stringify(&self) -> Option<Text> {
        Some(Text::from(self.0.to_string().as_str()))
    }

    /// Returns the object without its empty fields and those named in `without`, overlaid by the fields of `typed`. Empty are null, `""`,
    /// and 0 for a time.
    pub fn tidy_with(&self, typed: &impl Serialize, without: &[&str]) -> Self {
        let is_empty = |(key, value): &(&String, &Value)| {
            let is_time = matches!(key.as_str(), "submitTime" | "startTime" | "finishTime");
            value.is_null()
                || value.as_str() == Some("")
                || is_time && value.as_f64() == Some(0.0)
                || without.contains(&key.as_str())
        };
        let own = self.0.as_object().into_iter().flatten();
        let mut fields: Map<String, Value> = own
            .filter(|field| !is_empty(field))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Ok(Value::Object(typed)) = serde_json::to_value(typed) {
            fields.extend(typed);
        }
        Self(Value::Object(fields))
    }
}

impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that the platform holds: an encoded image, or JSON of the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Arc<str>);

impl Text {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number of UTF-16 units, as JavaScript counts them.
    pub fn len(&self) -> u32 {
        self.0.encode_utf16().count() as u32
    }

    /// Returns `true` if there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the first characters.
    pub fn start(&self, length: u32) -> String {
        self.0.chars().take(length as usize).collect()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(…)")
    }
}

/// An image to send: PNG, JPEG, GIF or WebP, told by its first bytes. Made of bytes, or of a text: a `data:` URL, or an `https:`
/// URL that the platform downloads.
#[derive(Clone)]
pub struct Image(ImageSource);

/// What an image is made of.
#[derive(Clone)]
pub enum ImageSource {
    /// The bytes of a file.
    Bytes(Arc<[u8]>),
    /// A URL.
    Url(Arc<str>),
}

impl Image {
    /// Returns what the image is made of, for a platform to read.
    pub fn source(&self) -> &ImageSource {
        &self.0
    }
}

impl From<&[u8]> for Image {
    fn from(bytes: &[u8]) -> Self {
        Self(ImageSource::Bytes(bytes.into()))
    }
}

impl From<Vec<u8>> for Image {
    fn from(bytes: Vec<u8>) -> Self {
        Self(ImageSource::Bytes(bytes.into()))
    }
}

impl From<&Vec<u8>> for Image {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl<const N: usize> From<&[u8; N]> for Image {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<&str> for Image {
    fn from(url: &str) -> Self {
        Self(ImageSource::Url(url.into()))
    }
}

impl From<String> for Image {
    fn from(url: String) -> Self {
        Self(ImageSource::Url(url.into()))
    }
}

impl From<&String> for Image {
    fn from(url: &String) -> Self {
        Self::from(url.as_str())
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Image(…)")
    }
}

/// What made something fail outside the client: the platform's words, or those of a function of the caller.
///
/// Its `Debug` hides them, because it is unknown what they quote.
#[derive(Clone, PartialEq, Eq)]
pub struct Cause(Arc<str>);

impl Cause {
    /// Creates a cause of a message.
    pub fn new(message: &str) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
