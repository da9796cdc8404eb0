//! What real servers answered about one task over time, in its order and at its pace.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use futures_util::future::join;
use midjourney_wasm::{ErrorCode, ModalInput, Status, Task, Token};
use serde_json::json;

use crate::{
    recorded::{Recorded, recorded},
    replay::{is_exact, plays, told},
    times::{Step, TIMELINES, TWO_ROWS, Timeline},
    world::{Answer, BEGIN, Fault, HOST, Left, Script, Stage, says},
};

const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// All recordings by their keys.
type Recordings = Rc<BTreeMap<String, Recorded>>;

fn recordings() -> Recordings {
    let all = recorded().into_iter();
    Rc::new(all.map(|recorded| (recorded.key.clone(), recorded)).collect())
}

/// The last step that has come.
fn current(steps: &[Step], age: u64) -> Step {
    let come = steps.iter().rev().find(|step| step.at <= age);
    *come.unwrap_or(&steps[0])
}

/// Neighbours that say the same count once.
fn changes<T: PartialEq + Clone>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut changes: Vec<T> = all.collect();
    changes.dedup();
    changes
}

fn play(timeline: &'static Timeline, recordings: &Recordings) {
    let recording = |key: &str| recordings[key].clone();
    let since = Rc::new(Cell::new(0));
    let script = Script::default()
        .on(
            "action",
            timeline.action.iter().map(|key| plays(&recording(key))).collect(),
        )
        .on(
            "modal",
            timeline.modal.iter().map(|key| plays(&recording(key))).collect(),
        )
        .on(
            "imagine",
            vec![says(
                json!({"code": 1, "description": "提交成功", "result": timeline.id}),
            )],
        );
    let mut stage = Stage::with_server(script, 1);
    let clock = stage.world.clock().clone();
    let (submitted, now) = (Rc::clone(&since), clock.clone());
    stage.world.fault(
        Fault::of(|exchange| exchange.is_submit()).after(move |_, answer| {
            submitted.set(now.age());
            answer
        }),
    );
    for verb in ["fetch", "list"] {
        let (since, clock, recordings) = (Rc::clone(&since), clock.clone(), Rc::clone(recordings));
        stage.world.fault(Fault::on(verb).instead(move |_| {
            let step = current(timeline.steps, clock.age() - since.get());
            let key = if verb == "fetch" {
                Some(step.poll)
            } else {
                step.list
            };
            key.map_or_else(|| Answer::json(200, &json!([])), |key| told(&recordings[key]))
        }));
    }
    let client = stage.client();
    let zoom = |_: Task| async { ModalInput::new().prompt("cat --zoom 1.5") };
    let mut updates = match timeline.action {
        Some(_) => client
            .action("7", "MJ::CustomZoom::26d56b92")
            .answer_modal(zoom)
            .updates(),
        None => client.imagine("cat").answer_modal(zoom).updates(),
    };
    let seen: Rc<RefCell<Vec<Task>>> = Rc::default();
    let all = Rc::clone(&seen);
    let error = stage.run(async move {
        loop {
            match updates.next().await {
                Some(Ok(task)) => all.borrow_mut().push(task),
                Some(Err(error)) => return Some(error),
                None => return None,
            }
        }
    });
    assert_eq!(error.as_ref().map(|error| error.code().name()), timeline.ends);
    assert_eq!(stage.world.left(), Left::default());
    let submits = stage
        .world
        .exchanges()
        .into_iter()
        .filter(|exchange| exchange.is_submit());
    let sent: Vec<_> = submits.map(|exchange| exchange.verb).collect();
    let wanted = if timeline.action.is_some() {
        vec!["action", "modal"]
    } else {
        vec!["imagine"]
    };
    assert_eq!(sent, wanted, "each is sent once");
    let seen = seen.borrow();
    if let Some(statuses) = timeline.statuses {
        assert_eq!(changes(seen.iter().map(|task| task.status().word())), statuses);
    }
    if let Some(progress) = timeline.progress {
        assert_eq!(changes(seen.iter().map(Task::progress)), progress);
    }
    let previews: Vec<bool> = seen.iter().map(|task| task.image_url().is_some()).collect();
    assert!(previews.is_sorted(), "a preview is gone again: {previews:?}");
    let last = timeline.steps[timeline.steps.len() - 1];
    if let Some(task) = seen.last() {
        is_exact(&recording(last.poll).text(), task);
    }
    let Some(error) = error else {
        assert_eq!(seen.last().unwrap().id(), timeline.id);
        let there = last.at + since.get();
        assert!(
            stage.world.age() - there < 6_000,
            "seen {} ms late",
            stage.world.age() - there
        );
        return;
    };
    let token = error.token().and_then(|token| token.id());
    assert_eq!((error.task_id(), token), (Some(timeline.id), Some(timeline.id)));
    assert_eq!(error.maybe_submitted(), timeline.ends != Some("task_failed"));
}

#[test]
fn every_timeline_of_one_task() {
    let recordings = recordings();
    for timeline in TIMELINES {
        println!("{}", timeline.name);
        play(timeline, &recordings);
    }
}

const TWICE: &str = "1795419225931215";

/// A stage at which the relay shows the two rows of a task from now on.
fn two_rows(script: Script, recordings: &Recordings) -> Stage {
    let stage = Stage::with_server(script, 1);
    for verb in ["fetch", "list"] {
        let (clock, recordings) = (stage.world.clock().clone(), Rc::clone(recordings));
        // Polls of another task are none of this one's.
        let is_ours =
            move |exchange: &crate::world::Exchange| exchange.verb == verb && exchange.ids == [TWICE];
        stage.world.fault(Fault::of(is_ours).instead(move |_| {
            let step = current(&TWO_ROWS, clock.age());
            let key = if verb == "fetch" {
                step.poll
            } else {
                step.list.unwrap()
            };
            told(&recordings[key])
        }));
    }
    stage
}

#[test]
fn after_a_modal_a_relays_list_shows_the_picture_first_but_only_a_poll_tells_that_its_buttons_work() {
    let recordings = recordings();
    let refused = &recordings["new-api/modal-two-rows--action-refused-though-list-says-success"];
    let accepted = says(json!({"code": 1, "description": "提交成功", "result": TWICE}));
    let script = Script::default()
        .on("modal", vec![accepted])
        .on("action", vec![plays(refused)]);
    let mut stage = two_rows(script, &recordings);
    let client = stage.client();
    let job = stage.spawn(client.modal(TWICE, ModalInput::new().prompt("hat").mask(PNG)));
    // Somebody else reads lists meanwhile: each tells of the further of the two rows.
    let (mut listed, mut pressed) = (Vec::new(), None);
    for step in TWO_ROWS {
        let wait = step.at + 100 - stage.world.age();
        stage.pass(wait);
        let task = stage.run(client.fetch_many([TWICE])).unwrap().remove(0);
        listed.push((task.status().word(), task.progress()));
        if step.at == 30_100 {
            pressed = Some(stage.spawn(client.action(&task, "MJ::JOB::upsample::1::26d56b92")));
        }
    }
    assert_eq!(
        listed,
        [
            ("MODAL", 0),
            ("IN_PROGRESS", 58),
            ("IN_PROGRESS", 99),
            ("SUCCESS", 100)
        ]
    );
    let pressed = pressed.unwrap();
    assert!(stage.pass_until(60_000, || job.is_over()));
    assert!(stage.world.age() > 45_200, "not before a poll says so");
    assert_eq!(job.take().unwrap().unwrap().status(), Status::Success);
    assert!(stage.pass_until(60_000, || pressed.is_over()));
    assert_eq!(pressed.take().unwrap().unwrap().status(), Status::Success);
    let submits = stage
        .world
        .exchanges()
        .into_iter()
        .filter(|exchange| exchange.is_submit());
    let submits: Vec<_> = submits.map(|exchange| (exchange.verb, exchange.at)).collect();
    let verbs: Vec<_> = submits.iter().map(|(verb, _)| *verb).collect();
    assert_eq!(verbs, ["modal", "action", "action"]);
    // Refused until the relay's own copy is finished: that is proof that it was not taken.
    assert!(
        (4_900..5_200).contains(&(submits[2].1 - submits[1].1)),
        "{submits:?}"
    );
    assert_eq!(stage.world.left(), Left::default());
}

#[test]
fn after_a_modal_and_a_reload_the_token_knows_that_modal_is_pending() {
    let recordings = recordings();
    let mut stage = two_rows(Script::default(), &recordings);
    let client = stage.client();
    let token = json!({
        "v": 1, "id": TWICE, "baseUrl": format!("http://{HOST}"), "submittedAt": BEGIN, "modal": true,
    });
    let token: Token = token.to_string().parse().unwrap();
    assert_eq!(stage.run(client.wait(token)).unwrap().status(), Status::Success);
    assert_eq!(stage.world.submits(None), Default::default());
}

#[test]
fn of_two_tasks_with_one_id_each_job_follows_what_the_list_shows_and_ends() {
    let recordings = recordings();
    let id = "1795419215170853";
    let list = plays(&recordings["novicezk/list-by-condition-colliding-id"]);
    let mut stage = Stage::with_server(Script::default().on("list", vec![list]), 1);
    let client = stage.client();
    let jobs = join(client.wait(id).into_future(), client.wait(id).into_future());
    let (one, two) = stage.run(jobs);
    for task in [one.unwrap(), two.unwrap()] {
        assert_eq!((task.id(), task.status()), (id, Status::Success));
    }
    assert_eq!(stage.world.left(), Left::default());
}

#[test]
fn accepted_without_an_id_is_never_sent_again() {
    let recordings = recordings();
    let submit = plays(&recordings["new-api/submit-imagine--upstream-nullresult"]);
    let mut stage = Stage::with_server(Script::default().on("imagine", vec![submit]), 1);
    let client = stage.client();
    let error = stage.run(client.imagine("cat")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::AcceptedWithoutId);
    assert!(error.maybe_submitted() && error.task_id().is_none());
    assert_eq!(error.token().unwrap().state().unwrap().len(), 32);
    assert_eq!(stage.world.exchanges().len(), 1);
}

#[test]
fn a_failure_names_its_reason_and_its_last_preview() {
    let recordings = recordings();
    let last = &recordings["novicezk/task-final-event-lost-after-timeout"];
    let accepted = says(json!({"code": 1, "result": last.expected.id}));
    let script = Script::default()
        .on("imagine", vec![accepted])
        .on("fetch", vec![plays(last)]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let error = stage.run(client.imagine("cat")).unwrap_err();
    assert_eq!(
        (error.code(), error.description().as_deref()),
        (ErrorCode::TaskFailed, Some("任务超时"))
    );
    assert!(error.task().unwrap().image_url().unwrap().starts_with("http"));
}
