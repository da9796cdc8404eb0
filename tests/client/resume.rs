//! A job is taken up again from its token: with an id, or by the marker that went with its submit.

use std::time::Duration;

use futures_util::{future::poll_immediate, pending};
use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Status, Token};
use serde_json::{Value, json};

use crate::{
    support::{QUICK, fails},
    world::{Answer, BEGIN, DIALECTS, Fault, Line, Script, Stage, line, row, says},
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

/// The list of all tasks: another one, and the one with this marker.
fn listed() -> Line {
    says(json!([
        row("8", json!({"state": "another"})),
        row("9", json!({"state": "mine"}))
    ]))
}

/// A stage at which the submit of `imagine` is lost, and the list of all tasks answers so.
fn doubtful(all: Vec<Line>) -> (Stage, Token) {
    let script = Script::default()
        .on("imagine", vec![line(Answer::lost())])
        .on("all", all);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat").state("mine")),
        ErrorCode::Network,
    );
    assert!(error.maybe_submitted());
    let token = error.token().unwrap().clone();
    assert_eq!((token.id(), token.state()), (None, Some("mine")));
    (stage, token)
}

fn lines(count: usize, answer: &Answer) -> Vec<Line> {
    (0..count).map(|_| line(answer.clone())).collect()
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
fn a_doubtful_submit_is_found_by_its_marker_where_the_gateway_lists_its_tasks() {
    for dialect in [Dialect::Novicezk, Dialect::Plus, Dialect::Trueai] {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        stage.run_clean(client.imagine("another cat").submit()).unwrap();
        stage
            .world
            .fault(Fault::on("imagine").nth(&[1]).always(Answer::lost(), true));
        let error = fails(stage.run_clean(client.imagine(QUICK)), ErrorCode::Network);
        let reloaded = stage.client();
        let mut updates = reloaded.wait(error.token().unwrap()).updates();
        let (task, found) = stage.run_clean(async move {
            let mut last = None;
            while let Some(task) = updates.next().await {
                last = Some(task.unwrap());
            }
            (last.unwrap(), updates.token())
        });
        assert_eq!(task.state(), error.token().unwrap().state());
        assert_eq!(found.id(), Some(task.id()));
        assert_eq!(stage.world.submits(None).accepted, 2);
    }
}

#[test]
fn where_a_gateway_lists_no_tasks_only_its_own_log_can_tell() {
    for dialect in [Dialect::Guide, Dialect::NewApi] {
        let mut stage = Stage::sandbox(dialect);
        stage
            .world
            .fault(Fault::on("imagine").nth(&[1]).always(Answer::lost(), true));
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine(QUICK)), ErrorCode::Network);
        let token = error.token().unwrap().clone();
        let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
        assert!(error.hint().unwrap().contains("log"), "{error}");
        assert!(error.maybe_submitted() && !error.is_retryable());
        assert_eq!(error.token(), Some(&token));
        assert_eq!(stage.world.sent("all").len(), 1, "that is said at once");
    }
}

#[test]
fn a_task_that_is_listed_a_few_seconds_after_its_submit_is_found() {
    let (mut stage, token) = doubtful(vec![says(json!([])), listed()]);
    let client = stage.client();
    let task = stage.run_clean(client.wait(token)).unwrap();
    assert_eq!(task.id(), "9");
    assert_eq!(stage.world.sent("all").len(), 2);
    assert!(stage.world.age() < 6_000, "{}", stage.world.age());
}

#[test]
fn a_task_that_is_not_listed_within_ten_seconds_may_exist_all_the_same() {
    let (mut stage, token) = doubtful(lines(
        99,
        &Answer::json(200, &json!([row("8", json!({"state": "another"}))])),
    ));
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
    assert!(error.maybe_submitted() && error.token() == Some(&token));
    assert!(error.hint().unwrap().contains("log"), "{error}");
    assert!(
        (10_000..12_000).contains(&stage.world.age()),
        "{}",
        stage.world.age()
    );
    assert_eq!(stage.world.sent("all").len(), 3);
    // Later it is asked for once.
    fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
    assert_eq!(stage.world.sent("all").len(), 4);
}

#[test]
fn the_search_for_a_marker_keeps_to_the_jobs_own_time() {
    let (mut stage, token) = doubtful(lines(99, &Answer::json(200, &json!([]))));
    let client = stage.client();
    let outcome = stage.run_clean(client.wait(token).timeout(Duration::from_secs(3)));
    assert!(outcome.unwrap_err().maybe_submitted());
    assert!(stage.world.age() < 6_000, "{}", stage.world.age());
}

#[test]
fn a_gateway_without_a_list_of_all_tasks_is_asked_once() {
    for status in [404, 405] {
        let (mut stage, token) = doubtful(vec![line(Answer::text(status, ""))]);
        let client = stage.client();
        let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
        assert!(error.maybe_submitted() && !error.is_retryable() && error.token() == Some(&token));
        assert_eq!(stage.world.sent("all").len(), 1);
    }
}

#[test]
fn a_list_that_may_not_be_read_is_no_list_without_the_task() {
    let (mut stage, token) = doubtful(vec![line(Answer::text(401, ""))]);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::Unauthorized);
    assert!(error.maybe_submitted() && error.token() == Some(&token));
}

#[test]
fn a_search_goes_on_through_an_outage_and_ends_where_that_goes_on() {
    for (answer, code) in [
        (Answer::text(503, ""), ErrorCode::Server),
        (Answer::lost(), ErrorCode::Network),
    ] {
        let mut all = lines(10, &answer);
        all.push(listed());
        let (mut stage, token) = doubtful(all);
        let client = stage.client();
        assert_eq!(stage.run_clean(client.wait(token)).unwrap().id(), "9");
        assert!(stage.world.age() > 15_000, "{}", stage.world.age());

        let (mut stage, token) = doubtful(lines(99, &answer));
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.wait(&token).timeout(Duration::from_secs(20))),
            code,
        );
        assert!(error.maybe_submitted() && error.token() == Some(&token));
        let now = stage.world.age();
        assert!((20_000..32_000).contains(&now), "{now}");
        assert!(stage.world.sent("all").len() <= 18);
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
