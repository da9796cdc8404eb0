//! Every verb in every dialect that has it, from its submit to its end.

use midjourney_sandbox::Dialect;
use midjourney_wasm::{Dimensions, ErrorCode, Status, Task};
use serde_json::{Value, json};

use crate::{
    support::{HELD, PNG, QUICK, fails},
    world::{DIALECTS, Script, Stage, row, says},
};

#[test]
fn imagine_is_followed_to_its_picture() {
    for dialect in DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let mut updates = client.imagine("a lighthouse").state("mine").updates();
        assert_eq!(
            (updates.token().id(), updates.token().state()),
            (None, Some("mine"))
        );
        assert!(updates.submission().is_none());
        let seen = stage.run_clean(async move {
            let mut seen = Vec::new();
            while let Some(task) = updates.next().await {
                let task = task.unwrap();
                assert_eq!(updates.token().id(), Some(task.id()));
                seen.push(task);
            }
            assert!(updates.submission().is_some());
            seen
        });
        let last = seen.last().unwrap();
        assert_eq!(
            (last.status(), last.progress()),
            (Status::Success, 100),
            "{dialect:?}"
        );
        assert_eq!(
            (last.prompt().as_deref(), last.action().as_deref()),
            (Some("a lighthouse"), Some("IMAGINE"))
        );
        assert!(last.image_url().unwrap().starts_with("http://gateway.test/"));
        assert!(last.finish_time() > last.start_time() && last.start_time() >= last.submit_time());
        assert!(
            seen.len() > 2 && seen.is_sorted_by_key(Task::progress),
            "{dialect:?}"
        );
    }
}

#[test]
fn buttons_are_pressed_by_label_emoji_custom_id_and_as_a_button() {
    for dialect in [Dialect::Guide, Dialect::Plus, Dialect::Trueai, Dialect::NewApi] {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
        let buttons = grid.buttons();
        let upscale = buttons.iter().find(|button| button.label() == "U2").unwrap();
        for job in [
            client.action(&grid, "U2"),
            client.action(&grid, upscale),
            client.action(grid.id(), upscale.custom_id()),
            client.action(grid.id(), "U2"),
            client.upscale(&grid, 2),
        ] {
            let task = stage.run_clean(job).unwrap();
            assert_eq!(task.action().as_deref(), Some("UPSCALE"), "{dialect:?}");
            let sent = stage.world.sent("action").pop().unwrap();
            assert_eq!(sent.json["customId"].as_str(), Some(upscale.custom_id()));
        }
        assert_eq!(
            stage
                .run_clean(client.vary(&grid, 1))
                .unwrap()
                .action()
                .as_deref(),
            Some("VARIATION")
        );
        assert_eq!(
            stage.run_clean(client.reroll(&grid)).unwrap().status(),
            Status::Success
        );
        let sent = stage.world.sent("action").pop().unwrap();
        assert!(
            sent.json["customId"].as_str().unwrap().contains("reroll"),
            "{dialect:?}"
        );
        let before = stage.world.submits(None).sent;
        for wanted in ["U9", "u2", ""] {
            let error = fails(
                stage.run_clean(client.action(&grid, wanted)),
                ErrorCode::InvalidInput,
            );
            assert_eq!((error.field(), error.maybe_submitted()), (Some("button"), false));
        }
        assert_eq!(stage.world.submits(None).sent, before);
    }
}

#[test]
fn a_gateway_without_buttons_is_served_by_change() {
    let mut stage = Stage::sandbox(Dialect::Novicezk);
    let client = stage.client();
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    for (job, action, index) in [
        (client.upscale(&grid, 4), "UPSCALE", 4),
        (client.vary(grid.id(), 1), "VARIATION", 1),
        (client.reroll(&grid), "REROLL", 1),
    ] {
        let task = stage.run_clean(job).unwrap();
        assert_eq!(task.action().as_deref(), Some(action));
        let sent = stage.world.sent("change").pop().unwrap();
        let wanted =
            json!({"taskId": grid.id(), "action": action, "index": index, "state": sent.json["state"]});
        assert_eq!(sent.json, wanted);
    }
    for wanted in ["U5", "U0", "Zoom Out 2x", "V"] {
        let error = fails(
            stage.run_clean(client.action(&grid, wanted)),
            ErrorCode::InvalidInput,
        );
        assert!(error.to_string().contains("U1–U4"), "{error}");
    }
}

#[test]
fn one_of_four_images_is_named_by_1_to_4() {
    for dialect in [Dialect::Guide, Dialect::Novicezk] {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        for index in [0, 5, 10, 255] {
            for job in [client.upscale(HELD, index), client.vary(HELD, index)] {
                let error = fails(stage.run_clean(job), ErrorCode::InvalidInput);
                assert_eq!((error.field(), error.maybe_submitted()), (Some("index"), false));
                assert_eq!(error.to_string(), "index must be 1, 2, 3 or 4.");
            }
        }
        assert_eq!(stage.world.exchanges().len(), 0, "not even the task is read");
    }
}

#[test]
fn a_custom_id_that_is_cut_off_is_not_sent() {
    let mut stage = Stage::sandbox(Dialect::NewApi);
    let client = stage.client();
    for wanted in ["MJ::JOB", "MJ::JOB::upsample", "MJ::", "a::b::c"] {
        let error = fails(
            stage.run_clean(client.action(HELD, wanted)),
            ErrorCode::InvalidInput,
        );
        assert_eq!((error.field(), error.maybe_submitted()), (Some("button"), false));
        assert!(error.to_string().contains("cut off"), "{error}");
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn a_button_is_found_in_a_list_that_is_a_text_and_by_an_emoji_without_its_mark() {
    let buttons = r#"[{"customId":"MJ::JOB::pan_left::1::x::SOLO","label":"","emoji":"\u2b05\ufe0f"}]"#;
    for buttons in [json!(buttons), serde_json::from_str::<Value>(buttons).unwrap()] {
        let task = row("7", json!({ "status": "SUCCESS", "buttons": buttons }));
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!(task.buttons().len(), 1);
        assert_eq!(task.buttons()[0].custom_id(), "MJ::JOB::pan_left::1::x::SOLO");
        for wanted in ["\u{2b05}\u{fe0f}", "\u{2b05}"] {
            stage.run_clean(client.action(&task, wanted).submit()).unwrap();
            let sent = stage.world.sent("action").pop().unwrap();
            assert_eq!(sent.json["customId"], "MJ::JOB::pan_left::1::x::SOLO");
        }
    }
}

#[test]
fn a_prompt_of_blanks_of_any_script_is_none() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    for prompt in ["", " \n", "\u{3000}\u{3000}", "\u{a0}\u{200b}\u{feff}"] {
        for outcome in [
            stage.run_clean(client.imagine(prompt)),
            stage.run_clean(client.shorten(prompt)),
        ] {
            assert_eq!(fails(outcome, ErrorCode::InvalidInput).field(), Some("prompt"));
        }
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn an_action_on_a_bare_id_reads_the_task_first_and_once() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    stage.run_clean(client.upscale(HELD, 1).submit()).unwrap();
    let verbs: Vec<_> = stage
        .world
        .exchanges()
        .iter()
        .map(|exchange| exchange.verb)
        .collect();
    assert_eq!(verbs, ["fetch", "action"]);
    let error = fails(stage.run_clean(client.upscale("404", 1)), ErrorCode::TaskNotFound);
    assert!(!error.maybe_submitted(), "nothing was submitted");
    assert_eq!(stage.world.submits(None).sent, 1);
}

#[test]
fn a_missing_parent_is_told_from_a_missing_account() {
    for dialect in [Dialect::Guide, Dialect::Plus, Dialect::Trueai] {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.action("404", "MJ::JOB::upsample::1::26d56b92")),
            ErrorCode::TaskNotFound,
        );
        assert!(!error.maybe_submitted(), "{dialect:?}");
        assert_eq!(stage.world.submits(None).sent, 1);
    }
}

#[test]
fn pictures_and_prompts_are_turned_into_each_other() {
    for dialect in DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let blend = client.blend([PNG, PNG]).dimensions(Dimensions::Portrait);
        assert_eq!(
            stage.run_clean(blend).unwrap().action().as_deref(),
            Some("BLEND"),
            "{dialect:?}"
        );
        let described = stage.run_clean(client.describe(PNG)).unwrap();
        assert_eq!(described.action().as_deref(), Some("DESCRIBE"));
        assert!(described.final_prompt().unwrap().contains("1️⃣"), "{described:?}");
        let shortened = stage.run_clean(client.shorten("a very long prompt about a cat"));
        if dialect == Dialect::Novicezk {
            let error = fails(shortened, ErrorCode::Unsupported);
            assert!(!error.maybe_submitted());
        } else {
            assert!(shortened.unwrap().final_prompt().is_some(), "{dialect:?}");
        }
    }
}

#[test]
fn many_tasks_are_read_in_one_request_in_the_asked_order() {
    for dialect in DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let ids: Vec<String> = (0..3)
            .map(|_| {
                stage
                    .run_clean(client.imagine(QUICK).submit())
                    .unwrap()
                    .id()
                    .to_string()
            })
            .collect();
        stage.pass(60_000);
        let asked = [&*ids[2], "404", &*ids[0], &*ids[1]];
        let tasks = stage.run_clean(client.fetch_many(asked)).unwrap();
        let found: Vec<_> = tasks.iter().map(|task| task.id().to_string()).collect();
        assert_eq!(found, [&*ids[2], &*ids[0], &*ids[1]], "{dialect:?}");
        assert_eq!(stage.world.exchanges().len(), 4);
    }
}

#[test]
fn anything_else_below_mj_can_be_asked() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let seed = stage
        .run_clean(client.request("GET", format!("/task/{HELD}/image-seed")))
        .unwrap();
    let seed: Value = serde_json::from_str(&seed.to_string()).unwrap();
    assert_eq!(seed["code"], 1);
    let list = client
        .request("POST", "/task/list-by-condition")
        .body(&json!({"ids": [HELD]}));
    let list: Value = serde_json::from_str(&stage.run_clean(list).unwrap().to_string()).unwrap();
    assert_eq!(list[0]["id"], HELD);
}

#[test]
fn many_jobs_at_once() {
    for dialect in DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let jobs: Vec<_> = (0..6)
            .map(|at| stage.spawn(client.imagine(format!("{QUICK} {at}"))))
            .collect();
        assert!(stage.pass_until(120_000, || jobs.iter().all(|job| job.is_over())));
        for (at, job) in jobs.iter().enumerate() {
            let task = job.take().unwrap().unwrap();
            assert!(task.prompt().unwrap().ends_with(&at.to_string()), "{dialect:?}");
        }
        assert_eq!(stage.world.submits(None).accepted, 6);
    }
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    assert!(stage.run_clean(client.imagine("cat")).is_ok());
}
