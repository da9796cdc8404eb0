//! What may be sent again, and after how long.

use crate::gateway::code::Code;

/// The first back-off and the longest, in milliseconds.
const BACKOFF: (f64, f64) = (500.0, 8_000.0);

/// How long to wait before the next attempt, in milliseconds.
///
/// Full jitter: anything between nothing and a ceiling that doubles with each failure, so that many pages that failed
/// together do not come back together. What the gateway asked for (`Retry-After`) is the least. `random` is 0–1.
pub fn delay(failures: u32, retry_after: Option<f64>, random: f64) -> u32 {
    let ceiling = (BACKOFF.0 * f64::from(1_u32 << failures.min(16))).min(BACKOFF.1);
    let asked = retry_after.filter(|ms| *ms > 0.0).unwrap_or(0.0);
    (random * ceiling).max(asked) as u32
}

/// Whether a submit may be sent again: only where the gateway provably did not take it. Everything else may have cost
/// money already.
pub fn may_resend(code: Code, maybe_submitted: bool) -> bool {
    !maybe_submitted && matches!(code, Code::RateLimited | Code::QueueFull)
}

/// How long one submit may take, in milliseconds: a relay itself waits 60 s for its upstream, and pictures are slow
/// to send.
pub fn submit_timeout(body_bytes: u32) -> u32 {
    120_000 + body_bytes / 50
}

/// How long one read may take, in milliseconds.
pub const READ_TIMEOUT: u32 = 30_000;

/// How long a whole task may take, in milliseconds: relaxed tasks queue for minutes.
pub const TASK_TIMEOUT: f64 = 900_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_to_a_ceiling_and_honours_what_the_gateway_asks() {
        for (failures, retry_after, random, wanted) in [
            (0, None, 1.0, 500),
            (1, None, 1.0, 1_000),
            (4, None, 1.0, 8_000),
            (60, None, 1.0, 8_000),
            (3, None, 0.0, 0),
            (0, Some(3_000.0), 0.5, 3_000),
            (9, Some(3_000.0), 1.0, 8_000),
            (0, Some(-5.0), 0.0, 0),
            (0, Some(f64::NAN), 0.0, 0),
            (0, Some(1e300), 0.0, u32::MAX),
        ] {
            assert_eq!(
                delay(failures, retry_after, random),
                wanted,
                "{failures} {retry_after:?}"
            );
        }
    }

    #[test]
    fn a_submit_is_sent_again_only_on_proof() {
        for code in [
            Code::Network,
            Code::RequestTimeout,
            Code::Server,
            Code::BadResponse,
            Code::GatewayFailure,
        ] {
            assert!(!may_resend(code, true) && !may_resend(code, false), "{code:?}");
        }
        assert!(may_resend(Code::RateLimited, false));
        assert!(may_resend(Code::QueueFull, false));
        // A 503 whose body says "queue full": the status leaves doubt.
        assert!(!may_resend(Code::QueueFull, true));
    }

    #[test]
    fn a_large_body_gets_more_time() {
        assert_eq!(submit_timeout(0), 120_000);
        assert_eq!(submit_timeout(50_000), 121_000);
    }
}
