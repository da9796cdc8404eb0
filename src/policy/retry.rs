//! Retries: what may be sent again, and after how long.

use crate::gateway::{
    code::Code,
    refusal::{Reason, Refusal},
};

/// The first back-off and the longest, in milliseconds.
const BACKOFF: (f64, f64) = (500.0, 8_000.0);

/// Returns the pause before the next attempt, in milliseconds.
///
/// Full jitter: a random time up to a ceiling that doubles with each failure, so that many pages that failed
/// together do not retry together. It is never shorter than `Retry-After`. `random` is 0–1.
pub fn delay(failures: u32, retry_after: Option<f64>, random: f64) -> u32 {
    let ceiling = (BACKOFF.0 * f64::from(1_u32 << failures.min(16))).min(BACKOFF.1);
    let shortest = retry_after.filter(|ms| *ms > 0.0).unwrap_or(0.0);
    (random * ceiling).max(shortest) as u32
}

/// A longer `Retry-After` is absurd: a day, in milliseconds.
const LONGEST: f64 = 86_400_000.0;

/// Parses `Retry-After`, a number of seconds or a date, to milliseconds from now. `None` if it is not in the future, or absurd.
pub fn retry_after(value: &str, now: f64, parse_date: impl FnOnce(&str) -> Option<f64>) -> Option<f64> {
    let value = value.trim_ascii();
    let mut seconds = Some(0.0).filter(|_| !value.is_empty());
    for byte in value.bytes() {
        let digit = byte.is_ascii_digit().then(|| f64::from(byte - b'0'));
        seconds = seconds.zip(digit).map(|(seconds, digit)| seconds * 10.0 + digit);
    }
    let wait = match seconds {
        Some(seconds) => seconds * 1_000.0,
        None => parse_date(value)? - now,
    };
    (wait > 0.0 && wait <= LONGEST).then_some(wait)
}

/// How the client sends something again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// After a back-off.
    BackOff,
    /// Until a relay's copy of the parent task has caught up.
    Lag,
}

/// Retries of an action whose parent is not finished in a relay's copy, and the pause between them, in milliseconds. The relay
/// updates its copy every 15 s, and up to three rounds late if a task has two rows.
const LAG: (u32, u32) = (9, 5_000);

impl Retry {
    /// Returns how a refused submit may be sent again: only if the gateway provably did not accept it. Any other submit may have
    /// cost money already.
    pub fn of(refusal: &Refusal) -> Option<Self> {
        match refusal.code {
            _ if refusal.maybe_submitted => None,
            Code::RateLimited | Code::QueueFull => Some(Self::BackOff),
            Code::Validation if refusal.reason == Some(Reason::NotFinished) => Some(Self::Lag),
            _ => None,
        }
    }

    /// Returns the number of retries, if the caller allows so many. 0 stays 0.
    pub fn most(self, allowed: u32) -> u32 {
        match self {
            Self::Lag if allowed > 0 => LAG.0,
            _ => allowed,
        }
    }

    /// Returns the pause before a retry, in milliseconds. See [`delay`].
    pub fn pause(self, failures: u32, retry_after: Option<f64>, random: f64) -> u32 {
        match self {
            Self::Lag => LAG.1,
            Self::BackOff => delay(failures, retry_after, random),
        }
    }
}

/// Returns the timeout of one submit, in milliseconds: a relay itself waits 60 s for its upstream, and images are slow
/// to send.
pub fn submit_timeout(body_bytes: u32) -> u32 {
    120_000 + body_bytes / 50
}

/// Timeout of one read, in milliseconds.
pub const READ_TIMEOUT: u32 = 30_000;

/// Timeout of a whole job, in milliseconds: tasks in relax mode queue for minutes.
pub const TASK_TIMEOUT: f64 = 900_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_to_a_ceiling_and_honours_retry_after() {
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
    fn retry_after_is_seconds_or_a_date() {
        for (value, wanted) in [
            ("3", Some(3_000.0)),
            (" 3 ", Some(3_000.0)),
            ("0", None),
            ("-3", None),
            ("", None),
            ("soon", None),
            ("86400", Some(86_400_000.0)),
            ("86401", None),
            ("1e400", None),
            (&"9".repeat(400), None),
            ("date", Some(500.0)),
            ("past", None),
        ] {
            let dates = |text: &str| match text {
                "date" => Some(1_500.0),
                "past" => Some(999.0),
                _ => None,
            };
            assert_eq!(retry_after(value, 1_000.0, dates), wanted, "{value:?}");
        }
    }

    fn retry(code: Code, maybe_submitted: bool, reason: Option<Reason>) -> Option<Retry> {
        let refusal = Refusal {
            code,
            reason,
            status: 200,
            gateway_code: None,
            is_html: false,
            is_json: true,
            maybe_submitted,
        };
        Retry::of(&refusal)
    }

    #[test]
    fn a_submit_is_sent_again_only_on_proof() {
        for code in [
            Code::Network,
            Code::RequestTimeout,
            Code::Server,
            Code::BadResponse,
            Code::GatewayFailure,
            Code::Validation,
        ] {
            for maybe_submitted in [false, true] {
                assert_eq!(retry(code, maybe_submitted, None), None, "{code:?}");
            }
        }
        assert_eq!(retry(Code::RateLimited, false, None), Some(Retry::BackOff));
        assert_eq!(retry(Code::QueueFull, false, None), Some(Retry::BackOff));
        // A 503 whose body says "queue full": the status leaves doubt.
        assert_eq!(retry(Code::QueueFull, true, None), None);
        let lag = Some(Reason::NotFinished);
        assert_eq!(retry(Code::Validation, false, lag), Some(Retry::Lag));
        assert_eq!(retry(Code::Validation, true, lag), None);
        assert_eq!(retry(Code::Server, false, lag), None);
    }

    #[test]
    fn a_relay_gets_three_quarters_of_a_minute_to_catch_up_unless_nothing_may_be_sent_again() {
        assert_eq!(Retry::Lag.most(2) * Retry::Lag.pause(0, Some(1e9), 1.0), 45_000);
        assert_eq!(
            [Retry::Lag.most(0), Retry::BackOff.most(0), Retry::BackOff.most(7)],
            [0, 0, 7]
        );
        assert_eq!(Retry::BackOff.pause(0, Some(3_000.0), 0.5), 3_000);
    }

    #[test]
    fn a_large_body_gets_more_time() {
        assert_eq!(submit_timeout(0), 120_000);
        assert_eq!(submit_timeout(50_000), 121_000);
    }
}
