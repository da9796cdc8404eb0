//! JSON to and from Rust types.

use std::collections::HashMap;

use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{HELD, QUICK, client};

#[wasm_bindgen_test]
async fn ids_are_exact() {
    let task = client().imagine(QUICK).await.unwrap();
    let properties = task.properties().unwrap();
    assert_eq!(
        properties
            .get("discordChannelId")
            .unwrap()
            .decode::<String>()
            .unwrap(),
        "8774786694361674001"
    );
    let all: HashMap<String, serde_json::Value> = properties.decode().unwrap();
    assert_eq!(all["discordInstanceId"], "1118138338562560102");
    let raw: serde_json::Value = serde_json::from_str(&task.json().to_string()).unwrap();
    assert_eq!(raw["properties"]["discordInstanceId"], "1118138338562560102");
    assert_eq!(raw["id"], task.id());
    assert_eq!(
        (properties.get("nothing"), properties.get("toString")),
        (None, None)
    );
}

#[wasm_bindgen_test]
async fn anything_else_below_mj_can_be_asked() {
    let mj = client();
    let seed = mj
        .request("GET", format!("/task/{HELD}/image-seed"))
        .await
        .unwrap();
    assert_eq!(seed.get("code").unwrap().decode::<u32>().unwrap(), 1);
    let body = HashMap::from([("ids", [HELD])]);
    let list = mj
        .request("POST", "/task/list-by-condition")
        .body(&body)
        .await
        .unwrap();
    let rows: Vec<HashMap<String, serde_json::Value>> = list.decode().unwrap();
    assert_eq!(rows[0]["id"], HELD);
    assert!(list.decode::<u32>().is_err());
}
