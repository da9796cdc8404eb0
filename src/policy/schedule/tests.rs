use super::*;

fn pace(min: u32, max: u32) -> Pace {
    Pace {
        min: Some(min),
        max: Some(max),
    }
}

/// A course of these polls: progress and time.
fn course(polls: &[(u8, f64)]) -> Course {
    let mut course = Course::default();
    for (progress, now) in polls {
        course.record(*progress, false, *now);
    }
    course
}

/// The pause of a task just submitted, of which nothing else is known.
fn pause(course: &Course, pace: Pace) -> u32 {
    course.pause(pace, 0.0, false, 0.0)
}

#[test]
fn without_progress_the_pause_grows_with_the_age_from_min_to_max() {
    for (age, wanted) in [
        (0.0, 1_000),
        (500.0, 1_125),
        (1e3, 2_250),
        (2e3, 4_500),
        (3e3, 5_000),
        (9e5, 5_000),
    ] {
        assert_eq!(pause(&course(&[(0, age)]), Pace::default()), wanted, "{age}");
    }
    // One that was submitted long ago is not hammered because it is polled for the first time.
    assert_eq!(
        course(&[(0, 0.0)]).pause(Pace::default(), 60e3, false, 0.0),
        5_000
    );
    // One rise shows no speed yet.
    assert_eq!(pause(&course(&[(0, 0.0), (15, 24e3)]), Pace::default()), 5_000);
}

#[test]
fn a_slow_gateway_and_a_queue_are_not_polled_in_vain() {
    let waiting = course(&[(0, 30e3)]);
    for (queued, typical_duration, wanted) in [
        (false, 60e3, 5_000),
        (true, 0.0, 10_000),
        (false, 120e3, 10_000),
        (false, 9e9, 15_000),
        (true, 9e9, 15_000),
    ] {
        assert_eq!(
            waiting.pause(Pace::default(), 0.0, queued, typical_duration),
            wanted,
            "{queued} {typical_duration}"
        );
        // The caller's options are stronger.
        assert_eq!(
            waiting.pause(pace(1_000, 3_000), 0.0, queued, typical_duration),
            3_000
        );
    }
    // A running task has no others before it.
    let running = course(&[(0, 30e3), (15, 40e3)]);
    assert_eq!(running.pause(Pace::default(), 0.0, true, 9e9), 5_000);
}

#[test]
fn the_polls_come_closer_as_the_end_comes_near() {
    let far = course(&[(0, 0.0), (15, 10e3), (31, 20e3)]);
    assert_eq!(pause(&far, Pace::default()), 10_000);
    assert_eq!(pause(&far, pace(1_000, 4_000)), 4_000);
    // From 15 to 78 % in 40 s: some 15 s are left.
    let mut near = course(&[
        (0, 9e3),
        (15, 10e3),
        (31, 19e3),
        (46, 20e3),
        (46, 49e3),
        (78, 50e3),
    ]);
    near.record(78, false, 51e3);
    let first = pause(&near, Pace::default());
    near.record(78, false, 55e3);
    let second = pause(&near, Pace::default());
    assert!(5_000 < first && first < 9_000, "{first}");
    assert!(second + 2_400 < first && 2_000 < second, "{first}, then {second}");
}

#[test]
fn the_last_step_is_as_long_as_the_others() {
    let mut last = course(&[(0, 0.0), (15, 10e3), (31, 20e3), (78, 50e3), (93, 60e3)]);
    let early = pause(&last, Pace::default());
    assert!((2_500..6_000).contains(&early), "{early}");
    last.record(93, false, 66e3);
    assert!((1_000..1_300).contains(&pause(&last, Pace::default())));
}

#[test]
fn a_fine_progress_is_taken_at_its_word() {
    let polls: Vec<_> = (1..=98)
        .map(|percent| (percent, f64::from(percent) * 1e3))
        .collect();
    assert!((1_000..1_100).contains(&pause(&course(&polls), Pace::default())));
}

#[test]
fn a_task_that_has_stopped_is_polled_ever_more_rarely() {
    let mut stalled = course(&[(15, 10e3), (31, 20e3), (78, 50e3), (93, 60e3)]);
    let mut before = 0;
    for (now, from, to) in [(90e3, 1_500, 2_500), (100e3, 2_600, 3_500), (150e3, 5_000, 5_000)] {
        stalled.record(93, false, now);
        let pause = pause(&stalled, Pace::default());
        assert!(
            (from..=to).contains(&pause) && before < pause,
            "{now}: {before}, then {pause}"
        );
        before = pause;
    }
}

#[test]
fn a_relay_is_polled_when_its_round_may_be_over() {
    let mut relayed = Course::default();
    relayed.record(0, true, 1_000.0);
    assert_eq!(pause(&relayed, Pace::default()), 2_250);
    relayed.record(0, true, 8_000.0);
    // Its first copy was made somewhere between 8 and 9 s: the next is between 23 and 24.6.
    relayed.record(15, false, 9_000.0);
    assert_eq!(pause(&relayed, Pace::default()), 14_000);
    relayed.record(15, false, 23_000.0);
    assert_eq!(pause(&relayed, Pace::default()), 1_000);
    relayed.record(15, false, 24_000.0);
    assert_eq!(pause(&relayed, Pace::default()), 1_000);
    // Nothing new in that round: the next is 15 s later.
    relayed.record(15, false, 25_000.0);
    assert_eq!(pause(&relayed, Pace::default()), 13_000);
    relayed.record(62, false, 38_000.0);
    // Seen at once, so it may have changed any time since 25 s.
    assert_eq!(pause(&relayed, Pace::default()), 2_000);
    // The caller's longest pause holds for relays too.
    assert_eq!(pause(&relayed, pace(1_000, 1_500)), 1_500);
}

#[test]
fn odd_paces_and_clocks_are_survived() {
    let fresh = course(&[(0, 0.0)]);
    assert_eq!(pause(&fresh, pace(0, 0)), 50);
    assert_eq!(pause(&fresh, pace(2_000, 1_000)), 2_000);
    assert_eq!(pause(&fresh, pace(u32::MAX, u32::MAX)), u32::MAX);
    assert_eq!(pace(2_000, 1_000).longest(), 2_000);
    // Two steps in the same moment, a clock set back by an hour, and one set on by a year; and the same behind a relay.
    for polls in [
        [(15, 1e3), (31, 1e3), (46, 1e3)],
        [(15, 4e6), (31, 4e5), (46, 4e5)],
        [(15, 1e3), (31, 2e3), (46, 3e10)],
    ] {
        for is_relay in [false, true] {
            let mut course = Course::default();
            course.record(0, is_relay, 0.0);
            for (progress, now) in polls {
                course.record(progress, false, now);
            }
            let pause = pause(&course, Pace::default());
            assert!((1_000..=15_000).contains(&pause), "{pause}");
        }
    }
}

#[test]
fn requests_for_several_tasks_keep_a_distance_within_the_limits() {
    assert_eq!(
        [2, 10, 20, 100].map(|open| Pace::default().apart(open)),
        [1_500.0, 1_500.0, 1_450.0, 1_410.0]
    );
    assert_eq!(pace(1_000, 1_200).apart(2), 1_200.0);
    assert_eq!(pace(3_000, 3_000).apart(2), 3_000.0);
}

#[test]
fn a_poll_that_is_half_due_joins_a_request() {
    assert!(joins(10_000.0, 4_000.0, 8_000.0) && joins(10_000.0, 0.0, 10_000.0));
    assert!(!joins(10_000.0, 4_000.0, 7_999.0));
}
