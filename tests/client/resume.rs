//! A job is taken up again from its token: with an id, or by the marker that went with its submit.

use std::time::Duration;

use futures_util::{future::poll_immediate, pending};
use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Status, Token};
use serde_json::{Value, json};

use crate::{
    support::{QUICK, fails},
    world::{Answer, BEGIN, DIALECTS, Fault, Script, Stage, row, says},
};

/// A token that somebody has stored.
fn token(fields: Value) -> Token {
    let mut token = json!({"v": 1, "baseUrl": "http://gateway.test"});
    token
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    token.to_string().parse().unwrap()
}

#[test]
fn a_job_is_followed_by_another_client_from_the_text_of_its_token_in_every_dialect() {
    for dialect in DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let mut updates = client.imagine("a lighthouse").updates();
        let text = stage.run(async move {
            let first = updates.next().await.unwrap().unwrap();
            assert_ne!(first.status(), Status::Success);
            updates.token().to_string()
        });
        assert_eq!(stage.world.left(), Default::default(), "what is dropped ends");
        let reloaded = stage.client();
        let token: Token = text.parse().unwrap();
        assert_eq!(token.to_string(), text);
        let task = stage.run_clean(reloaded.wait(&token)).unwrap();
        assert_eq!((Some(task.id()), task.status()), (token.id(), Status::Success));
        assert_eq!(stage.world.submits(None).sent, 1);
    }
}

#[test]
fn a_token_says_what_is_needed_and_no_more() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let submission = stage
        .run_clean(client.imagine(QUICK).state("mine").submit())
        .unwrap();
    let shown: Value = serde_json::from_str(&submission.token().to_string()).unwrap();
    let submitted_at = shown["submittedAt"].as_u64().unwrap();
    let wanted = json!({
        "v": 1, "id": submission.id(), "state": "mine", "baseUrl": "http://gateway.test", "submittedAt": submitted_at,
    });
    assert_eq!(shown, wanted);
    assert!((BEGIN..BEGIN + 1_000).contains(&submitted_at));
    assert_eq!(serde_json::to_value(submission.token()).unwrap(), shown);
    assert_eq!(
        serde_json::from_value::<Token>(shown).unwrap(),
        submission.token()
    );
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        r#"{"v":2,"baseUrl":"http://gateway.test"}"#,
    ] {
        assert_eq!(
            fails(text.parse::<Token>(), ErrorCode::InvalidInput).field(),
            Some("token"),
            "{text}"
        );
    }
}

#[test]
fn a_task_is_followed_by_its_id_as_a_task_and_as_a_submission() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let submission = stage.run_clean(client.imagine(QUICK).submit()).unwrap();
    let task = stage.run_clean(client.wait(submission.id())).unwrap();
    for job in [
        client.wait(&task),
        client.wait(&submission),
        client.wait(submission.token()),
    ] {
        assert_eq!(stage.run_clean(job).unwrap().id(), task.id());
    }
}

#[test]
fn a_token_of_another_gateway_is_refused_and_keeps_its_own_address() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    let foreign = token(json!({"id": "9", "baseUrl": "https://elsewhere.example", "submittedAt": BEGIN}));
    let mut updates = client.wait(&foreign).updates();
    assert_eq!(updates.token(), foreign);
    let outcome = stage.run_clean(async move { updates.next().await.unwrap() });
    let error = fails(outcome, ErrorCode::InvalidInput);
    assert_eq!((error.field(), error.token()), (Some("token"), Some(&foreign)));
    assert_eq!(stage.world.exchanges().len(), 0);
    // Two spellings of one gateway are one gateway.
    for spelt in [
        "http://gateway.test/",
        "http://gateway.test/mj",
        "http://gateway.test/mj/",
    ] {
        let token = token(json!({"id": "9", "baseUrl": spelt}));
        assert_eq!(stage.run_clean(client.wait(token)).unwrap().id(), "9");
    }
}

#[test]
fn the_modal_of_a_token_that_has_sent_it_is_pending_after_a_reload() {
    let open = row(
        "9",
        json!({"status": "MODAL", "progress": "0%", "action": "INPAINT"}),
    );
    let lines = (0..3).map(|_| says(open.clone())).collect();
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    let sent = token(json!({"id": "9", "submittedAt": BEGIN, "modal": true}));
    assert_eq!(
        stage.run_clean(client.wait(&sent)).unwrap().status(),
        Status::Success
    );
    assert_eq!(stage.world.submits(None).sent, 0);
    // What a token knows is kept for the next reload.
    assert_eq!(client.wait(&sent).updates().token(), sent);
    let lines = vec![says(open)];
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    let fresh = token(json!({"id": "9", "submittedAt": BEGIN}));
    let error = fails(stage.run_clean(client.wait(fresh)), ErrorCode::ModalRequired);
    assert_eq!(error.task_id(), Some("9"));
}

#[test]
fn a_job_that_took_too_long_is_followed_further_from_its_error() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let job = client.imagine("cat").timeout(Duration::from_secs(5));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert!(error.hint().unwrap().contains("wait"), "{error}");
    let token: Token = error.token().unwrap().to_string().parse().unwrap();
    let task = stage.run_clean(client.wait(token)).unwrap();
    assert_eq!(
        (Some(task.id()), task.status()),
        (error.task_id(), Status::Success)
    );
}

#[test]
fn the_token_has_the_id_as_soon_as_the_gateway_has_accepted() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    stage
        .world
        .fault(Fault::on("fetch").always(Answer::never(), false));
    let client = stage.client();
    let mut updates = client.imagine(QUICK).updates();
    let before = updates.token();
    let (submission, token) = stage.run(async move {
        loop {
            assert!(poll_immediate(Box::pin(updates.next())).await.is_none());
            if let Some(submission) = updates.submission() {
                return (submission, updates.token());
            }
            pending!();
        }
    });
    assert_eq!((before.id(), before.state()), (None, token.state()));
    assert_eq!(token.id(), Some(submission.id()));
}
