//! A parsed JSON value, whoever parsed it: the platform's `JSON.parse` in a page, serde_json in the tests.

/// Read access to a JSON value.
pub trait Json: Sized {
    /// The field `key`; `None` unless this is an object that has it and it is not null.
    fn field(&self, key: &str) -> Option<Self>;
    /// The text of a string.
    fn text(&self) -> Option<String>;
    /// The value of a number.
    fn number(&self) -> Option<f64>;
    /// The items of an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// Whether this is an object and no array.
    fn is_object(&self) -> bool;
    /// Whether this is `true`.
    fn is_true(&self) -> bool;

    /// Whether [`field`](Json::field) finds something.
    fn has(&self, key: &str) -> bool {
        self.field(key).is_some()
    }

    /// The field `key` if it is a string that holds something.
    fn filled(&self, key: &str) -> Option<String> {
        self.field(key)?.text().filter(|text| !text.is_empty())
    }
}

/// For the tests, which run where there is no `JSON.parse`.
#[cfg(test)]
impl Json for serde_json::Value {
    fn field(&self, key: &str) -> Option<Self> {
        self.get(key).filter(|value| !value.is_null()).cloned()
    }
    fn text(&self) -> Option<String> {
        self.as_str().map(Into::into)
    }
    fn number(&self) -> Option<f64> {
        self.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
    fn is_object(&self) -> bool {
        self.is_object()
    }
    fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }
}
