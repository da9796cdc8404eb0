//! JSON by serde_json, which stands in for the platform's `JSON.parse`.

use serde_json::Value;

use crate::gateway::Json;

impl Json for &Value {
    fn field(&self, key: &str) -> Option<Self> {
        self.get(key).filter(|value| !value.is_null())
    }
    fn text(&self) -> Option<String> {
        self.as_str().map(Into::into)
    }
    fn number(&self) -> Option<f64> {
        self.as_f64()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().map(|items| items.iter().collect())
    }
    fn is_object(&self) -> bool {
        Value::is_object(self)
    }
    fn is_true(&self) -> bool {
        **self == Value::Bool(true)
    }
}

/// Whether some text or name in the value is so.
pub fn strings(value: &Value, is_so: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_so(text),
        Value::Array(items) => items.iter().any(|item| strings(item, is_so)),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| is_so(name) || strings(value, is_so)),
        _ => false,
    }
}
