//! The wait before something is sent again: what a gateway asks for (`Retry-After`, by the platform's part any number at all) is
//! the least, and the longest is what a whole task may take.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{Walk, policy::retry};

fuzz_target!(|data: &[u8]| {
    let mut walk = Walk::new(data);
    let (failures, timeout, random, told) = (walk.below(u32::MAX), walk.option(), walk.random(), walk.any());
    // As src/client/ask.rs takes it in.
    let retry_after = Some(told).filter(|wait| *wait > 0.0);
    let asked = retry_after.map(|wait| wait.min(timeout));
    let wait = f64::from(retry::delay(failures, asked, random));
    let most = (500.0 * 2_f64.powi(failures.min(40) as i32)).min(8_000.0);
    assert!(wait <= most.max(timeout), "{wait} for {told}");
    assert!(
        asked.is_none_or(|least| wait >= least.floor()),
        "{wait} for {told}"
    );
    assert!(wait >= (random * most).floor(), "{wait} for {failures} failures");
    // As src/client/follow.rs takes it in, and policy/watch.rs bounds it.
    let unbounded = f64::from(retry::delay(failures, retry_after, random));
    assert!(unbounded >= wait, "{unbounded} for {told}");
    // The time for a submit grows with its body, but not beyond what a timer takes.
    assert!(retry::submit_timeout(failures) >= 120_000);
    assert!(retry::submit_timeout(failures) <= i32::MAX as u32);
});
