//! JSON values.

use std::collections::HashMap;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{platform::Json, support::js};

fn parse(text: &str) -> Json {
    Json::parse(text).unwrap()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Typed {
    id: &'static str,
    progress: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<&'static str>,
    properties: Json,
}

#[wasm_bindgen_test]
fn fields_are_read_by_their_kind() {
    let json =
        parse(r#"{"text":"猫","number":1.5,"list":[1,"a"],"yes":true,"no":false,"null":null,"empty":""}"#);
    let field = |key| json.field(key);
    assert!(json.is_object() && !field("list").unwrap().is_object() && !field("text").unwrap().is_object());
    assert_eq!(field("text").unwrap().text().as_deref(), Some("猫"));
    assert_eq!(field("empty").unwrap().text().as_deref(), Some(""));
    assert_eq!(field("number").unwrap().number(), Some(1.5));
    assert_eq!(field("number").unwrap().text(), None);
    assert_eq!(field("text").unwrap().number(), None);
    assert_eq!(
        field("list").unwrap().items(),
        Some(vec![parse("1"), parse("\"a\"")])
    );
    assert_eq!(json.items(), None);
    assert!(
        field("yes").unwrap().is_true()
            && !field("no").unwrap().is_true()
            && !field("number").unwrap().is_true()
    );
    assert_eq!((field("null"), field("missing")), (None, None));
}

#[wasm_bindgen_test]
fn a_field_of_no_object_is_none() {
    for value in [
        "undefined",
        "null",
        "1",
        "'text'",
        "true",
        "Symbol('a')",
        "{ get length() { throw 1; } }",
    ] {
        assert_eq!(Json::from_js(js(value)).field("length"), None, "{value}");
    }
    assert_eq!(Json::default().field("a"), None);
}

#[wasm_bindgen_test]
fn invalid_json_is_none() {
    for text in ["", "{", "undefined", "{'a':1}", "[1,]", "\u{feff}{}"] {
        assert_eq!(Json::parse(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn get_finds_own_fields_only() {
    let json = parse(r#"{"a":null,"b":[2]}"#);
    assert_eq!(json.get("a"), Some(parse("null")));
    assert_eq!(json.get("b").unwrap().to_string(), "[2]");
    for name in ["c", "constructor", "toString", "__proto__"] {
        assert_eq!(json.get(name), None, "{name}");
    }
    assert_eq!(parse("[1]").get("0"), None);
    assert_eq!(parse("\"text\"").get("length"), None);
}

#[wasm_bindgen_test]
fn tidy_drops_what_means_not_yet_and_keeps_the_rest() {
    let raw = parse(
        r#"{"id":"1","status":null,"prompt":"","submitTime":0,"startTime":0,"finishTime":0,"code":0,"no":false,
            "imageUrl":"raw","progress":"0%","deep":{"a":null,"b":"","startTime":0},"__proto__":{"x":1},"list":[]}"#,
    );
    let before = raw.to_string();
    let properties = parse(r#"{"flags":0,"n":null}"#);
    let mut typed = Typed {
        id: "2",
        progress: 0,
        image_url: None,
        properties: properties.clone(),
    };
    let tidied = raw.tidy_with(&typed, &["imageUrl"]);
    let kept = r#"{"id":"2","code":0,"no":false,"progress":0,"deep":{"a":null,"b":"","startTime":0},"__proto__":{"x":1},"list":[]"#;
    assert_eq!(
        tidied.to_string(),
        format!(r#"{kept},"properties":{{"flags":0,"n":null}}}}"#)
    );
    assert_eq!(
        tidied.field("properties").unwrap().to_js(),
        properties.to_js(),
        "the same object, no copy"
    );
    assert_eq!(raw.to_string(), before, "the raw value is untouched");
    typed.image_url = Some("resolved");
    let tidied = raw.tidy_with(&typed, &["imageUrl"]);
    assert_eq!(
        tidied.field("imageUrl").unwrap().text().as_deref(),
        Some("resolved")
    );
    assert_eq!(
        parse(r#"{"submitTime":5}"#).tidy_with(&(), &[]).to_string(),
        r#"{"submitTime":5}"#
    );
}

#[wasm_bindgen_test]
fn tidy_makes_an_object_of_anything() {
    for value in ["undefined", "null", "1", "({ get a() { throw 1; } })"] {
        let tidied = Json::from_js(js(value)).tidy_with(&HashMap::from([("a", 1)]), &[]);
        assert_eq!(tidied.to_string(), r#"{"a":1}"#, "{value}");
    }
}

#[wasm_bindgen_test]
fn what_has_no_json_has_no_text() {
    for value in [
        "undefined",
        "() => {}",
        "Symbol('a')",
        "1n",
        "((it) => (it.it = it))({})",
        "{ toJSON() { throw 1; } }",
    ] {
        let json = Json::from_js(js(value));
        assert!(json.stringify().is_none(), "{value}");
        assert_eq!(
            (json.to_string(), format!("{json:?}")),
            ("null".into(), "null".into())
        );
    }
    let text = parse(r#"{"a":"猫🐈"}"#).stringify().unwrap();
    assert_eq!((text.len(), text.is_empty()), (11, false));
    assert_eq!(
        (text.start(7), text.start(99)),
        (r#"{"a":"猫"#.into(), r#"{"a":"猫🐈"}"#.into())
    );
}

#[wasm_bindgen_test]
fn equality_is_that_of_the_text() {
    assert_eq!(
        parse(r#"{ "a": [1, {"b": null}] }"#),
        parse(r#"{"a":[1,{"b":null}]}"#)
    );
    assert_ne!(parse("1"), parse("\"1\""));
    assert_ne!(Json::default(), parse("null"));
    assert_eq!(format!("{:?}", parse("{\"a\": 1}")), r#"{"a":1}"#);
}

#[wasm_bindgen_test]
fn rust_values_become_json_and_back() {
    let value = HashMap::from([("a", Some(1)), ("b", None)]);
    let json = Json::encode(&value).unwrap();
    assert_eq!(
        json,
        parse(r#"{"b":null,"a":1}"#)
            .get("a")
            .map(|_| json.clone())
            .unwrap()
    );
    assert_eq!(json.field("a").unwrap().number(), Some(1.0));
    assert_eq!(json.get("b"), Some(parse("null")));
    assert_eq!(
        json.decode::<HashMap<String, Option<u8>>>().unwrap()["a"],
        Some(1)
    );
    assert!(json.decode::<Vec<u8>>().is_err());
    let cause = Json::encode(&u64::MAX).unwrap_err();
    assert!(cause.to_string().contains("18446744073709551615"), "{cause}");
    assert_eq!(Json::encode(&json).unwrap().to_js(), json.to_js());
    assert_eq!(Json::from_js(JsValue::from(1)).to_js(), 1);
}
