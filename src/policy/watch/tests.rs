use super::*;

impl Watch {
    /// Records a poll that got its response at once.
    fn saw(&mut self, outcome: PollOutcome, elapsed: f64, random: f64, typical_duration: f64) -> Next {
        self.after(outcome, elapsed, elapsed, random, typical_duration)
    }
}

/// A task that was submitted so long ago.
fn aged(age: Option<f64>) -> Watch {
    let start = Start {
        age,
        ..Start::default()
    };
    Watch::new(schedule::Pace::default(), 900_000.0, start)
}

fn watch() -> Watch {
    aged(Some(0.0))
}

fn task(status: Status) -> PollOutcome {
    PollOutcome::Task {
        status,
        is_blank: false,
        is_unconfirmed: false,
    }
}

fn view(status: Status, progress: Option<u8>) -> View {
    View {
        id: None,
        status,
        claimed: None,
        is_blank: false,
        progress,
        lacks_image: false,
    }
}

const PASSING: PollOutcome = PollOutcome::Fault {
    passing: true,
    retry_after: None,
};

#[test]
fn a_status_decides() {
    for (status, modal_sent, wanted) in [
        (Status::NotStart, false, Next::Poll(1_000)),
        (Status::Submitted, false, Next::Poll(1_000)),
        (Status::InProgress, false, Next::Poll(1_000)),
        (Status::Unknown, false, Next::Poll(5_000)),
        (Status::Modal, false, Next::Stop),
        (Status::Modal, true, Next::Poll(1_000)),
        (Status::Success, false, Next::Stop),
        (Status::Failure, false, Next::Stop),
        (Status::Cancel, false, Next::Stop),
    ] {
        let mut watch = watch();
        watch.start.modal_sent = modal_sent;
        assert_eq!(
            watch.saw(task(status), 1.0, 0.5, 0.0),
            wanted,
            "{status:?} {modal_sent}"
        );
    }
}

#[test]
fn a_task_not_visible_yet_gets_ten_seconds_and_a_seen_one_three_misses() {
    let mut fresh = watch();
    assert_eq!(
        fresh.saw(PollOutcome::Missing, 9_999.0, 0.0, 0.0),
        Next::Poll(1_000)
    );
    assert_eq!(fresh.saw(PollOutcome::Missing, 10_000.0, 0.0, 0.0), Next::Fail);

    let mut unknown = aged(None);
    assert_eq!(unknown.saw(PollOutcome::Missing, 0.0, 0.0, 0.0), Next::Fail);

    let mut seen = watch();
    seen.saw(task(Status::InProgress), 20_000.0, 0.0, 0.0);
    assert_eq!(
        seen.saw(PollOutcome::Missing, 21_000.0, 0.0, 0.0),
        Next::Poll(1_000)
    );
    assert_eq!(
        seen.saw(PollOutcome::Missing, 22_000.0, 0.0, 0.0),
        Next::Poll(1_000)
    );
    assert_eq!(seen.saw(PollOutcome::Missing, 23_000.0, 0.0, 0.0), Next::Fail);
    seen.saw(task(Status::InProgress), 24_000.0, 0.0, 0.0);
    assert_eq!(
        seen.saw(PollOutcome::Missing, 25_000.0, 0.0, 0.0),
        Next::Poll(1_000)
    );
}

#[test]
fn a_failed_poll_is_no_failed_task() {
    let mut watch = watch();
    for elapsed in 0..500 {
        assert!(matches!(
            watch.saw(PASSING, f64::from(elapsed), 0.5, 0.0),
            Next::Poll(1_000..=8_000)
        ));
    }
    let limited = PollOutcome::Fault {
        passing: true,
        retry_after: Some(3_000.0),
    };
    assert_eq!(self::watch().saw(limited, 0.0, 0.0, 0.0), Next::Poll(3_000));
    let far = PollOutcome::Fault {
        passing: true,
        retry_after: Some(3_600_000.0),
    };
    let Next::Poll(pause) = watch.saw(far, 899_000.0, 0.0, 0.0) else {
        panic!("it polls no more");
    };
    // The client waits so long, if only until the deadline.
    assert_eq!(watch.bounded_pause(pause.into(), 899_000.0, true), 1_000);
    assert_eq!(
        watch.saw(
            PollOutcome::Fault {
                passing: false,
                retry_after: None
            },
            0.0,
            0.0,
            0.0
        ),
        Next::Fail
    );
}

#[test]
fn after_a_gap_the_poll_counts_before_the_deadline() {
    let mut watch = watch();
    assert_eq!(watch.saw(task(Status::Success), 9e9, 0.0, 0.0), Next::Stop);
    assert_eq!(watch.saw(task(Status::InProgress), 9e9, 0.0, 0.0), Next::TimeOut);
    assert_eq!(
        watch.saw(task(Status::InProgress), 900_000.0, 0.0, 0.0),
        Next::TimeOut
    );
    // A poll that failed because of the gap is not the one that comes after it.
    let Next::Poll(pause) = watch.after(PASSING, 1_000.0, 9e9, 0.0, 0.0) else {
        panic!("it polls no more");
    };
    assert_eq!(watch.bounded_pause(pause.into(), 9e9, false), 0);
    assert_eq!(watch.poll_timeout(30_000, 9e9, 9e9), Some(10_000));
    // One that was planned before the deadline.
    assert_eq!(watch.poll_timeout(30_000, 899_000.0, 900_100.0), Some(10_000));
}

#[test]
fn a_poll_ends_with_the_deadline() {
    let watch = watch();
    for (elapsed, timeout) in [
        (0.0_f64, Some(30_000)),
        (890_000.0, Some(10_000)),
        (899_999.0, Some(1)),
        (900_000.0, None),
        (901_000.0, None),
    ] {
        assert_eq!(
            watch.poll_timeout(30_000, elapsed.max(900_000.0), elapsed),
            timeout,
            "{elapsed}"
        );
    }
}

#[test]
fn the_pause_follows_the_progress() {
    let mut watch = watch();
    let mut poll = |progress, elapsed| {
        watch.progress(&view(Status::InProgress, Some(progress)));
        watch.saw(task(Status::InProgress), elapsed, 0.5, 0.0)
    };
    for (progress, elapsed) in [(15, 10_000.0), (31, 20_000.0), (78, 50_000.0)] {
        poll(progress, elapsed);
    }
    let (Next::Poll(early), Next::Poll(late)) = (poll(93, 60_000.0), poll(93, 64_000.0)) else {
        panic!("it polls no more");
    };
    assert!(late < early && late < 1_100, "{early}, then {late}");
}

#[test]
fn a_pause_is_within_what_the_caller_allows_and_the_deadline() {
    let watch = watch();
    for (wanted, elapsed, bounded) in [
        (0.0, 0.0, 1_000),
        (f64::NAN, 0.0, 1_000),
        (7e3, 0.0, 7_000),
        (f64::INFINITY, 0.0, 895_000),
        // The last polls come when half of the time is over.
        (7e3, 892_000.0, 4_000),
        (7e3, 896_000.0, 2_000),
        (7e3, 898_000.0, 1_000),
        (0.0, 898_500.0, 1_000),
        // No time is left for a response.
        (0.0, 898_800.0, 1_200),
        (7e3, 1e9, 0),
    ] {
        assert_eq!(
            watch.bounded_pause(wanted, elapsed, false),
            bounded,
            "{wanted} {elapsed}"
        );
    }
}

#[test]
fn a_task_that_was_just_submitted_is_not_polled_at_once() {
    assert_eq!(aged(Some(0.0)).first_pause(), 1_000);
    assert_eq!(aged(Some(1.0)).first_pause(), 0);
    assert_eq!(aged(None).first_pause(), 0);
    let hurried = Watch::new(schedule::Pace::default(), 300.0, aged(Some(0.0)).start);
    assert_eq!(hurried.first_pause(), 300);
}

#[test]
fn a_clock_set_back_is_survived() {
    let mut watch = watch();
    assert_eq!(
        watch.saw(task(Status::InProgress), -3.6e6, 0.0, 0.0),
        Next::Poll(1_000)
    );
}

#[test]
fn an_end_that_may_be_none_is_confirmed() {
    let claim = |status| View {
        claimed: Some(status),
        ..view(Status::Unknown, None)
    };
    let mut watch = watch();
    let mut shows = |mut view: View| (watch.confirm(&mut view, 0.0), view.status, view.progress);
    assert_eq!(shows(claim(Status::Failure)), (true, Status::Unknown, None));
    assert_eq!(
        shows(claim(Status::Success)),
        (true, Status::Unknown, None),
        "another end"
    );
    assert_eq!(
        shows(view(Status::InProgress, None)),
        (false, Status::InProgress, None)
    );
    assert_eq!(
        shows(claim(Status::Success)),
        (true, Status::Unknown, None),
        "not in a row"
    );
    assert_eq!(shows(claim(Status::Success)), (false, Status::Success, Some(100)));

    let bare = View {
        lacks_image: true,
        ..view(Status::Success, Some(100))
    };
    let mut watch = self::watch();
    let mut shows = |mut view: View| (watch.confirm(&mut view, 0.0), view.status);
    assert_eq!(shows(bare.clone()), (true, Status::InProgress));
    assert_eq!(shows(bare.clone()), (false, Status::Success));
    let mut late = bare;
    assert!(
        !self::watch().confirm(&mut late, 900_000.0),
        "there is no next poll"
    );
    let unconfirmed = PollOutcome::Task {
        status: Status::Unknown,
        is_blank: false,
        is_unconfirmed: true,
    };
    assert_eq!(self::watch().saw(unconfirmed, 0.0, 0.5, 0.0), Next::Poll(1_000));
}

#[test]
fn progress_never_goes_back() {
    let mut watch = watch();
    for (status, sent, wanted) in [
        (Status::InProgress, Some(31), 31),
        (Status::Submitted, Some(0), 31),
        (Status::InProgress, None, 31),
        (Status::InProgress, Some(99), 99),
        (Status::Failure, None, 99),
        (Status::Success, Some(100), 100),
    ] {
        assert_eq!(watch.progress(&view(status, sent)), wanted);
    }
}
