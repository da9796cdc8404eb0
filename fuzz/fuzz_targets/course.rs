//! When a running task is polled again: within the caller's limits and ours, whatever progress a gateway tells and whatever
//! the clock does.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Walk,
    policy::schedule::{Course, Pace, joins},
};

fuzz_target!(|data: &[u8]| {
    let mut walk = Walk::new(data);
    let bound = i32::MAX as u32;
    let pace = Pace {
        min: walk.coin().then(|| walk.below(bound)),
        max: walk.coin().then(|| walk.below(bound)),
    };
    let (shortest, longest) = (pace.shortest(), pace.longest());
    assert!(50 <= shortest && shortest <= longest && longest <= bound);
    // More than 15 s is never learned.
    let most = pace.max.unwrap_or(15_000).max(shortest);
    let mut course = Course::default();
    let mut now = 0.0;
    while !walk.is_over() {
        now += match walk.byte() % 8 {
            0 => -f64::from(walk.below(u32::MAX)),
            1 => f64::from(walk.below(u32::MAX)) * 1e3,
            _ => f64::from(walk.below(60_000)),
        };
        course.record(walk.byte(), walk.coin(), now);
        let (age, took) = (walk.option(), walk.took());
        let queued = walk.coin();
        let pause = course.pause(pace, age, queued, took);
        assert!((shortest..=most).contains(&pause), "{pause} at {now}: {course:?}");
        let open = 2 + walk.below(2_000);
        let apart = pace.apart(open);
        assert!(
            f64::from(shortest) <= apart && apart <= f64::from(longest),
            "{apart}"
        );
        let due = now + f64::from(pause);
        assert!(joins(due, pause.into(), due) && !joins(due, pause.into(), now));
    }
});
