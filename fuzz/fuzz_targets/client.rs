//! The whole client on a virtual clock, fed with arbitrary bytes as answers: whatever a gateway says, in whatever order.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| midjourney_fuzz::played::play(data));
