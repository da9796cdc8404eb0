//! What the gateway accepted: ids, markers and the answer to a submit.

use midjourney_wasm::{ErrorCode, Status};
use serde_json::json;

use crate::{
    support::{QUICK, assert_hidden, fails, says_but_not},
    world::{Answer, Script, Stage, line, says},
};

#[test]
fn an_accepted_submit_without_an_id_is_an_error_of_its_own() {
    for result in [
        json!(null),
        json!(""),
        json!(" "),
        json!(".."),
        json!("../../admin"),
        json!({}),
        json!(["1"]),
    ] {
        let script = Script::default().on("imagine", vec![says(json!({"code": 1, "result": result}))]);
        let mut stage = Stage::with_server(script, 1);
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.imagine("cat")),
            ErrorCode::AcceptedWithoutId,
        );
        assert!(error.maybe_submitted() && error.task_id().is_none(), "{result}");
        says_but_not(
            &error,
            &["accepted the task", "before you submit it again"],
            &["may exist"],
        );
        assert_eq!(error.token().unwrap().state().unwrap().len(), 32);
        assert_eq!(stage.world.exchanges().len(), 1, "{result}");
    }
}

#[test]
fn an_id_keeps_its_digits_from_the_submit_to_the_next_one() {
    for (result, id) in [
        ("1320098173412546", "1320098173412546"),
        ("90071992547409931", "90071992547409931"),
        ("18446744073709551615123", "18446744073709551615123"),
        ("\"0741798445574458\"", "0741798445574458"),
        ("\"task_7.1\"", "task_7.1"),
    ] {
        let accepted = format!(r#"{{"code":1,"result":{result}}}"#);
        let task = format!(
            r#"{{"id":{result},"status":"SUCCESS","imageUrl":"/i","buttons":[{{"customId":"MJ::a::b","label":"U1"}}]}}"#
        );
        let script = Script::default()
            .on("imagine", vec![line(Answer::text(200, &accepted))])
            .on("fetch", vec![line(Answer::text(200, &task))]);
        let mut stage = Stage::with_server(script, 1);
        let client = stage.client();
        let task = stage.run_clean(client.imagine("cat")).unwrap();
        assert_eq!(task.id(), id);
        stage.run_clean(client.action(&task, "U1").submit()).unwrap();
        let exchanges = stage.world.exchanges();
        assert_eq!(exchanges[1].ids, [id]);
        assert_eq!(
            exchanges[2].json,
            json!({
                "taskId": id, "customId": "MJ::a::b", "state": exchanges[2].json["state"],
            })
        );
    }
}

#[test]
fn of_several_ids_the_first_is_followed_and_all_are_told() {
    let ids = "1795417552574653,1795417552574654";
    let script = Script::default().on("imagine", vec![says(json!({"code": 1, "result": ids}))]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let submission = stage.run_clean(client.imagine("cat").submit()).unwrap();
    assert_eq!(submission.id(), "1795417552574653");
    assert_eq!(submission.ids().join(","), ids);
}

#[test]
fn a_task_that_exists_already_is_followed_and_not_made_again() {
    let exists = json!({
        "code": 21, "description": "任务已存在", "result": "1320098173412546", "properties": {"status": "SUCCESS"},
    });
    let script = Script::default().on("imagine", vec![says(exists)]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let mut updates = client.imagine("cat").updates();
    let (task, submission) = stage.run_clean(async move {
        let task = updates.next().await.unwrap().unwrap();
        (task, updates.submission().unwrap())
    });
    assert_eq!((task.id(), task.status()), ("1320098173412546", Status::Success));
    assert_eq!(submission.gateway_code(), Some(21));
    assert_eq!(stage.world.submits(None).sent, 1);
}

#[test]
fn submit_ends_with_the_acceptance_and_polls_nothing() {
    let mut stage = Stage::sandbox(midjourney_sandbox::Dialect::Guide);
    let client = stage.client();
    let submission = stage.run_clean(client.imagine(QUICK).submit()).unwrap();
    let token = submission.token();
    assert_eq!(token.id(), Some(submission.id()));
    assert_eq!(token.state(), stage.world.exchanges()[0].json["state"].as_str());
    assert_hidden(&submission);
    stage.pass(60_000);
    assert_eq!(stage.world.exchanges().len(), 1);
    assert_eq!(
        stage.run_clean(client.wait(&submission)).unwrap().status(),
        Status::Success
    );
}

#[test]
fn every_submit_carries_a_marker_of_its_own_unless_the_caller_has_one() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    for _ in 0..2 {
        stage.run_clean(client.imagine("cat").submit()).unwrap();
    }
    stage
        .run_clean(client.imagine("cat").state("order 8").submit())
        .unwrap();
    // An empty marker is none.
    stage.run_clean(client.imagine("cat").state("").submit()).unwrap();
    let sent = stage.world.exchanges();
    let state = |at: usize| sent[at].json["state"].as_str().unwrap().to_owned();
    assert!(state(0).len() == 32 && state(0) != state(1) && state(3).len() == 32);
    assert_eq!(state(2), "order 8");
    stage.world.without_randomness();
    stage.run_clean(client.imagine("cat").submit()).unwrap();
    let last = stage.world.exchanges().pop().unwrap();
    assert_eq!(
        last.json,
        json!({"prompt": "cat"}),
        "a marker that can be guessed is none"
    );
}
