//! Tasks that wait for input: a mask for a region, a prompt for a zoom, and the mere yes of remix.

use std::{cell::RefCell, rc::Rc};

use midjourney_sandbox::{Dialect, Settings};
use midjourney_wasm::{Error, ErrorCode, Midjourney, ModalInput, Status, Task};
use serde_json::json;

use crate::{
    support::{PNG, QUICK, fails},
    world::{Script, Stage, settings},
};

/// The dialects that have buttons.
const BUTTONS: [Dialect; 4] = [Dialect::Guide, Dialect::Plus, Dialect::Trueai, Dialect::NewApi];

/// A client and a finished single picture.
fn single(dialect: Dialect) -> (Stage, Midjourney, Task) {
    let mut stage = Stage::sandbox(dialect);
    let client = stage.client();
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    let single = stage.run_clean(client.upscale(&grid, 1)).unwrap();
    (stage, client, single)
}

/// A client of a gateway with remix, and a finished grid.
fn remixing(dialect: Dialect) -> (Stage, Midjourney, Task) {
    let mut stage = Stage::with_settings(Settings {
        remix: true,
        ..settings(dialect)
    });
    let client = stage.client();
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    (stage, client, grid)
}

/// Presses a button that asks for input, and returns the error.
fn asks(stage: &mut Stage, client: &Midjourney, single: &Task, button: &str) -> Error {
    let error = fails(
        stage.run_clean(client.action(single, button)),
        ErrorCode::ModalRequired,
    );
    let task = error.task().expect("the task that waits");
    assert_eq!(task.status(), Status::Modal);
    assert_eq!(error.task_id(), Some(task.id()));
    assert_eq!(error.token().unwrap().id(), error.task_id());
    error
}

fn zoom() -> ModalInput {
    ModalInput::new().prompt("cat --zoom 1.5 sandbox:fast")
}

#[test]
fn a_region_wants_a_mask_which_modal_sends() {
    for dialect in BUTTONS {
        let (mut stage, client, single) = single(dialect);
        let error = asks(&mut stage, &client, &single, "Vary (Region)");
        assert!(error.hint().unwrap().contains("modal"), "{error}");
        let input = ModalInput::new().prompt("a red hat sandbox:fast").mask(PNG);
        let mut updates = client.modal(error.task().unwrap(), input).updates();
        let (task, token) = stage.run_clean(async move {
            let mut last = None;
            while let Some(task) = updates.next().await {
                last = Some(task.unwrap());
            }
            (last.unwrap(), updates.token())
        });
        assert_eq!(
            (task.status(), Some(task.id())),
            (Status::Success, error.task_id()),
            "{dialect:?}"
        );
        assert!(token.to_string().contains("\"modal\":true"));
        let sent = stage.world.sent("modal");
        assert_eq!(sent.len(), 1);
        let state = &sent[0].json["state"];
        let wanted = json!({"taskId": task.id(), "prompt": "a red hat sandbox:fast", "maskBase64": PNG, "state": state});
        assert_eq!(sent[0].json, wanted);
    }
}

#[test]
fn a_custom_zoom_wants_its_number_now_or_later() {
    for dialect in BUTTONS {
        let (mut stage, client, single) = single(dialect);
        let error = asks(&mut stage, &client, &single, "Custom Zoom");
        let id = error.task_id().unwrap().to_owned();
        let refused = client.modal(&id, ModalInput::new().prompt("no number"));
        let refused = fails(stage.run_clean(refused), ErrorCode::Validation);
        assert_eq!(
            (refused.task_id(), refused.maybe_submitted()),
            (Some(id.as_str()), false)
        );
        assert!(
            !refused.token().unwrap().to_string().contains("modal"),
            "it still waits"
        );
        let task = stage.run_clean(client.modal(&id, zoom())).unwrap();
        assert_eq!(task.status(), Status::Success, "{dialect:?}");
        let answered = client
            .action(&single, "Custom Zoom")
            .answer_modal(|_| async { zoom() });
        assert_eq!(
            stage.run_clean(answered).unwrap().status(),
            Status::Success,
            "{dialect:?}"
        );
    }
}

#[test]
fn the_callers_function_is_asked_once_and_answers() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let asked: Rc<RefCell<Vec<(String, Status)>>> = Rc::default();
    let all = Rc::clone(&asked);
    let job = client.action(&single, "Vary (Region)").answer_modal(move |task| {
        all.borrow_mut().push((task.id().to_string(), task.status()));
        async { ModalInput::new().prompt("a blue hat sandbox:fast").mask(PNG) }
    });
    let task = stage.run_clean(job).unwrap();
    assert_eq!(*asked.borrow(), [(task.id().to_string(), Status::Modal)]);
    assert_eq!(stage.world.sent("modal").len(), 1);
}

#[test]
fn an_answer_may_take_its_time_and_no_poll_is_made_meanwhile() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let clock = stage.world.clock().clone();
    let job = client.action(&single, "Vary (Region)").answer_modal(move |_| {
        let pause = clock.sleep(60_000);
        async {
            pause.await;
            ModalInput::new().mask(PNG)
        }
    });
    let before = stage.world.age();
    assert_eq!(stage.run_clean(job).unwrap().status(), Status::Success);
    let sent = stage.world.sent("modal")[0].at;
    assert!(sent - before >= 60_000);
    let meanwhile =
        |exchange: &&Rc<crate::world::Exchange>| exchange.at > before + 1_000 && exchange.at < sent;
    assert_eq!(stage.world.polls().iter().filter(meanwhile).count(), 0);
}

#[test]
fn an_empty_answer_is_a_yes_only_where_nothing_is_asked() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let job = client
        .action(&single, "Vary (Region)")
        .answer_modal(|_| async { ModalInput::new() });
    let error = fails(stage.run_clean(job), ErrorCode::ModalRequired);
    assert_eq!(stage.world.sent("modal").len(), 0);
    let task = stage
        .run_clean(client.modal(error.task().unwrap(), ModalInput::new().mask(PNG)))
        .unwrap();
    assert_eq!(task.status(), Status::Success);
    let (mut stage, client, grid) = remixing(Dialect::Guide);
    let job = client
        .vary(&grid, 1)
        .answer_modal(|_| async { ModalInput::new() });
    assert_eq!(stage.run_clean(job).unwrap().status(), Status::Success);
}

#[test]
fn an_answer_that_the_gateway_refuses_leaves_the_task_to_be_answered() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let hat = || async { ModalInput::new().prompt("a hat") };
    let job = client
        .action(&single, "Vary (Region)")
        .answer_modal(move |_| hat());
    let error = fails(stage.run_clean(job), ErrorCode::Validation);
    // The task of the button is open, and the answer is not sent.
    assert_eq!((error.gateway_code(), error.maybe_submitted()), (Some(4), true));
    assert!(error.message().contains("accepted the task"), "{error}");
    assert!(!error.token().unwrap().to_string().contains("modal"));
    let mask = ModalInput::new().mask(PNG);
    assert_eq!(
        stage
            .run_clean(client.modal(error.task_id().unwrap(), mask))
            .unwrap()
            .status(),
        Status::Success
    );
}

#[test]
fn a_mask_is_a_png() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";
    for mask in [
        ModalInput::new().mask(jpeg),
        ModalInput::new().mask(b""),
        ModalInput::new().mask("mask.png"),
    ] {
        let error = fails(stage.run_clean(client.modal("7", mask)), ErrorCode::InvalidInput);
        assert_eq!((error.field(), error.maybe_submitted()), (Some("mask"), false));
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn remix_is_confirmed_by_itself_once_and_with_its_prompt() {
    for dialect in BUTTONS {
        let (mut stage, client, grid) = remixing(dialect);
        let mut updates = client.vary(&grid, 2).updates();
        let (task, submission) = stage.run_clean(async move {
            let mut last = None;
            while let Some(task) = updates.next().await {
                last = Some(task.unwrap());
            }
            (last.unwrap(), updates.submission())
        });
        assert_eq!(
            (task.status(), task.action().as_deref()),
            (Status::Success, Some("VARIATION")),
            "{dialect:?}"
        );
        assert!(submission.is_some());
        let sent = stage.world.sent("modal");
        assert_eq!(sent.len(), 1, "{dialect:?}");
        assert_eq!(sent[0].json["taskId"].as_str(), Some(task.id()));
        let prompt = sent[0].json["prompt"].as_str().unwrap();
        assert!(prompt.contains(QUICK), "{dialect:?}: {prompt}");
        // What asks nothing is not confirmed.
        stage.run_clean(client.upscale(&grid, 1)).unwrap();
        assert_eq!(stage.world.sent("modal").len(), 1);
        assert_eq!(
            stage.world.submits(None).sent,
            4,
            "imagine, vary, its modal, upscale"
        );
    }
}

#[test]
fn fail_on_modal_never_confirms() {
    for dialect in BUTTONS {
        let (mut stage, client, grid) = remixing(dialect);
        let error = fails(
            stage.run_clean(client.vary(&grid, 1).fail_on_modal()),
            ErrorCode::ModalRequired,
        );
        assert_eq!(stage.world.sent("modal").len(), 0);
        let task = stage
            .run_clean(client.modal(error.task().unwrap(), ModalInput::new()))
            .unwrap();
        assert_eq!(task.status(), Status::Success, "{dialect:?}");
    }
}

#[test]
fn remix_in_a_prompt_and_a_prompt_changed_in_remix() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let grid = stage
        .run_clean(client.imagine("black cat sandbox:fast --remix"))
        .unwrap();
    assert_eq!(
        stage.run_clean(client.reroll(&grid)).unwrap().action().as_deref(),
        Some("REROLL")
    );
    let white = || async { ModalInput::new().prompt("white cat sandbox:fast") };
    let task = stage
        .run_clean(client.vary(&grid, 1).answer_modal(move |_| white()))
        .unwrap();
    assert_eq!(task.prompt().as_deref(), Some("white cat sandbox:fast"));
}

#[test]
fn a_button_under_a_describe_makes_a_picture() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let described = stage.run_clean(client.describe(PNG)).unwrap();
    let task = stage.run_clean(client.action(&described, "2️⃣")).unwrap();
    assert_eq!(
        (task.status(), task.action().as_deref()),
        (Status::Success, Some("IMAGINE"))
    );
}
