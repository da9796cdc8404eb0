//! The wait before something is sent again: what a gateway asks for by `Retry-After` is the least. It may be longer than a call may
//! take, which then gives up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Walk,
    policy::retry::{self, Retry},
};

fuzz_target!(|data: &[u8]| {
    let mut walk = Walk::new(data);
    let (failures, random, told) = (walk.below(u32::MAX), walk.random(), walk.any());
    let asked = Some(told).filter(|wait| *wait > 0.0);
    let wait = f64::from(Retry::BackOff.pause(failures, asked, random));
    let most = (500.0 * 2_f64.powi(failures.min(40) as i32)).min(8_000.0);
    let least = asked.unwrap_or_default().floor().min(u32::MAX.into());
    assert!(wait <= most.max(least), "{wait} for {told}");
    assert!(wait >= least, "{wait} for {told}");
    assert!(wait >= (random * most).floor(), "{wait} for {failures} failures");
    // A relay's copy catches up in its own time, whatever is asked for.
    assert_eq!(Retry::Lag.pause(failures, asked, random), 5_000);
    assert!(Retry::Lag.most(failures) <= 9);
    assert_eq!(Retry::BackOff.most(failures), failures);
    // A header that is read is a wait, whatever it says and whatever time it is.
    let text = String::from_utf8_lossy(data);
    let (now, date) = (walk.any(), walk.any());
    let read = retry::retry_after(&text, now, |_| Some(date));
    assert!(read.is_none_or(|wait| wait > 0.0), "{read:?} for {text:?}");
    // The time for a submit grows with its body, but not beyond what a timer takes.
    assert!(retry::submit_timeout(failures) >= 120_000);
    assert!(retry::submit_timeout(failures) <= i32::MAX as u32);
});
