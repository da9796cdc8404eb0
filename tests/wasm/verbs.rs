//! Every verb, to the end.

use futures_core::Stream;
use midjourney_wasm::{AccountFilter, BotType, Dimensions, Error, Speed, Status, Task};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{QUICK, Recorder, builder, client, png};

#[wasm_bindgen_test]
async fn imagine_is_followed_to_its_picture_and_buttons_pressed() {
    let mj = client();
    let task = mj.imagine("a lighthouse").await.unwrap();
    assert_eq!((task.status(), task.progress()), (Status::Success, 100));
    assert_eq!(
        (task.prompt(), task.action()),
        (Some("a lighthouse"), Some("IMAGINE"))
    );
    assert!(task.image_url().unwrap().starts_with("http"));
    assert!(task.finish_time().unwrap() > task.submit_time().unwrap());
    let upscale = task
        .buttons()
        .iter()
        .find(|button| button.label() == "U2")
        .unwrap();
    assert!(upscale.custom_id().contains("::"));
    for job in [
        mj.action(&task, "U2"),
        mj.action(&task, upscale),
        mj.action(task.id(), "U2"),
        mj.upscale(&task, 2),
    ] {
        assert_eq!(job.await.unwrap().action(), Some("UPSCALE"));
    }
    assert_eq!(mj.vary(&task, 1).await.unwrap().action(), Some("VARIATION"));
    assert_eq!(mj.reroll(task).await.unwrap().action(), Some("REROLL"));
}

#[wasm_bindgen_test]
async fn updates_are_a_stream_that_ends_with_the_finished_task() {
    fn is_stream<S: Stream<Item = Result<Task, Error>> + Unpin>(stream: S) -> S {
        stream
    }
    let mut updates = is_stream(client().imagine("a lighthouse").state("mine").updates());
    assert_eq!(
        (updates.token().id(), updates.token().state()),
        (None, Some("mine"))
    );
    assert_eq!(updates.submission(), None);
    let mut seen = Vec::new();
    while let Some(task) = updates.next().await {
        let task = task.unwrap();
        assert_eq!(updates.token().id(), Some(task.id()));
        assert_eq!(task.state(), Some("mine"));
        seen.push((task.status(), task.progress()));
    }
    assert_eq!(seen.last(), Some(&(Status::Success, 100)));
    assert!(
        seen.iter()
            .filter(|(status, _)| *status == Status::InProgress)
            .count()
            > 2,
        "{seen:?}"
    );
    assert!(seen.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{seen:?}");
    assert_eq!(updates.submission().unwrap().gateway_code(), Some(1));
    assert!(updates.next().await.is_none());
}

#[wasm_bindgen_test]
async fn pictures_and_prompts_are_turned_into_each_other() {
    let mj = client();
    let blend = mj
        .blend([png(), png()])
        .dimensions(Dimensions::Portrait)
        .await
        .unwrap();
    assert_eq!(blend.action(), Some("BLEND"));
    let describe = mj.describe(png()).await.unwrap();
    assert_eq!(describe.action(), Some("DESCRIBE"));
    assert!(describe.final_prompt().unwrap().contains("1️⃣"), "{describe:?}");
    let shorten = mj.shorten(QUICK).await.unwrap();
    assert_eq!(shorten.action(), Some("SHORTEN"));
    assert!(shorten.final_prompt().is_some());
}

#[wasm_bindgen_test]
async fn what_is_given_is_sent_and_nothing_else() {
    let recorder = Recorder::new(None);
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    mj.imagine(QUICK).submit().await.unwrap();
    let filter = AccountFilter::new()
        .modes([Speed::Relax])
        .remix(true)
        .channel_id("0123")
        .with("x", 1);
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
