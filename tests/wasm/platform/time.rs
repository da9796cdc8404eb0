//! Timers, clock and randomness.

use std::pin::pin;

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::Platform,
    support::{Globals, js, poll_once, turn},
};

fn timers() -> usize {
    js("process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length")
        .as_f64()
        .unwrap() as usize
}

#[wasm_bindgen_test]
async fn a_timer_fires_in_time() {
    let web = Web::default();
    let before = web.now();
    web.sleep(30).await;
    let took = web.now() - before;
    assert!((25.0..2_000.0).contains(&took), "{took}");
}

#[wasm_bindgen_test]
async fn a_dropped_timer_is_cleared() {
    let before = timers();
    let web = Web::default();
    {
        let mut sleeps = [60_000, 90_000].map(|milliseconds| web.sleep(milliseconds));
        for sleep in &mut sleeps {
            poll_once(pin!(sleep)).await;
        }
        assert_eq!(timers(), before + 2);
    }
    assert_eq!(timers(), before);
}

#[wasm_bindgen_test]
async fn the_longest_timer_does_not_fire_at_once() {
    let web = Web::default();
    let mut sleep = pin!(web.sleep(u32::MAX));
    poll_once(sleep.as_mut()).await;
    turn().await;
    turn().await;
    poll_once(sleep).await;
}

#[wasm_bindgen_test]
fn the_clock_is_the_wall_clock() {
    let drift = Web::default().now() - js("Date.now()").as_f64().unwrap();
    assert!(drift.abs() < 1_000.0);
}

#[wasm_bindgen_test]
fn http_dates_are_parsed() {
    let parse = |date| Web::default().parse_date(date);
    assert_eq!(parse("Wed, 21 Oct 2015 07:28:00 GMT"), Some(1_445_412_480_000.0));
    for date in ["", "soon", "Wed, 99 Oct 2015 07:28:00 GMT"] {
        assert_eq!(parse(date), None, "{date}");
    }
}

#[wasm_bindgen_test]
fn markers_are_unguessable_or_none() {
    let web = Web::default();
    let (one, other) = (web.random_marker().unwrap(), web.random_marker().unwrap());
    assert_ne!(one, other);
    assert!(
        one.len() == 32 && one.bytes().all(|digit| digit.is_ascii_hexdigit()),
        "{one}"
    );
    assert_ne!(web.random(), web.random());
    assert!((0.0..1.0).contains(&web.random()));
    for crypto in ["undefined", "({})", "({ getRandomValues() { throw 1; } })"] {
        let _crypto = Globals::replace(&[("crypto", crypto)]);
        assert_eq!(web.random_marker(), None, "{crypto}");
    }
}
