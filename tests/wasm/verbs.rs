//! Every verb, to the end.

use midjourney_wasm::{AccountFilter, BotType, Dimensions, Speed, Status};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{QUICK, Recorder, client, client_with, png};

#[wasm_bindgen_test]
async fn imagine_is_followed_to_its_picture_and_buttons_pressed() {
    let mj = client();
    let task = mj.imagine("a lighthouse").await.unwrap();
    assert_eq!((task.status(), task.progress()), (Status::Success, 100));
    assert_eq!(
        (task.prompt().as_deref(), task.action().as_deref()),
        (Some("a lighthouse"), Some("IMAGINE"))
    );
    assert!(task.image_url().unwrap().starts_with("http"));
    assert!(task.finish_time().unwrap() > task.submit_time().unwrap());
    let buttons = task.buttons();
    let upscale = buttons.iter().find(|button| button.label() == "U2").unwrap();
    assert!(upscale.custom_id().contains("::"));
    for job in [
        mj.action(&task, "U2"),
        mj.action(&task, upscale),
        mj.action(task.id(), "U2"),
        mj.upscale(&task, 2),
    ] {
        assert_eq!(job.await.unwrap().action().as_deref(), Some("UPSCALE"));
    }
    assert_eq!(
        mj.vary(&task, 1).await.unwrap().action().as_deref(),
        Some("VARIATION")
    );
    assert_eq!(mj.reroll(task).await.unwrap().action().as_deref(), Some("REROLL"));
}

#[wasm_bindgen_test]
async fn what_is_given_is_sent_and_nothing_else() {
    let recorder = Recorder::new(None);
    let mj = client_with(&recorder);
    mj.imagine(QUICK).submit().await.unwrap();
    let filter = AccountFilter::new()
        .modes([Speed::Relax])
        .remix(true)
        .channel_id("0123")
        .with("x", &1);
    let imagine = mj
        .imagine(QUICK)
        .state("s")
        .notify_hook("https://x.example/hook")
        .bot_type(BotType::Niji);
    imagine.account_filter(filter).submit().await.unwrap();
    mj.blend([png(), png()])
        .dimensions(Dimensions::Landscape)
        .state("s")
        .submit()
        .await
        .unwrap();
    let bodies: Vec<_> = recorder
        .sent()
        .into_iter()
        .map(|mut sent| sent["body"].take())
        .collect();
    let marker = bodies[0]["state"].as_str().unwrap();
    assert!(
        marker.len() == 32 && marker.bytes().all(|digit| digit.is_ascii_hexdigit()),
        "{marker}"
    );
    let other = mj.imagine(QUICK).updates().token();
    assert_ne!(other.state(), Some(marker));
    assert_eq!(bodies[0], json!({ "prompt": QUICK, "state": marker }));
    assert_eq!(
        bodies[1],
        json!({
            "prompt": QUICK, "state": "s", "notifyHook": "https://x.example/hook", "botType": "NIJI_JOURNEY",
            "accountFilter": { "modes": ["RELAX"], "remix": true, "channelId": "0123", "x": 1 },
        })
    );
    assert_eq!(bodies[2]["dimensions"], "LANDSCAPE");
    assert_eq!(bodies[2]["base64Array"].as_array().unwrap().len(), 2);
}
