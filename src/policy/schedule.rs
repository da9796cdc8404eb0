//! When to look at a running task again.

/// How close and how far apart two looks may be, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The shortest pause.
    pub min: u32,
    /// The longest pause.
    pub max: u32,
}

impl Default for Pace {
    /// One to five seconds: direct gateways change their answers every few seconds, and nobody waits gladly for more.
    fn default() -> Self {
        Self {
            min: 1_000,
            max: 5_000,
        }
    }
}

/// No pause is shorter, whatever the caller asks for: a loop without one would hammer the gateway.
const FLOOR: u32 = 50;

/// The pause before the next look, after `looks` that showed the task running: it grows by a fifth each time from
/// `min` to `max`. So short tasks are seen early and long ones cost few requests.
pub fn pause(pace: Pace, looks: u32) -> u32 {
    let floor = pace.min.max(FLOOR);
    let mut pause = floor;
    for _ in 0..looks.min(64) {
        pause = pause.saturating_add(pause / 5);
    }
    pause.min(pace.max.max(floor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_from_min_to_max_and_stays() {
        let pace = Pace::default();
        let pauses: Vec<u32> = (0..20).map(|looks| pause(pace, looks)).collect();
        assert_eq!(pauses[..4], [1_000, 1_200, 1_440, 1_728]);
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(pause(pace, u32::MAX), 5_000);
    }

    #[test]
    fn odd_paces_are_survived() {
        assert_eq!(pause(Pace { min: 0, max: 0 }, 9), 50);
        assert_eq!(
            pause(
                Pace {
                    min: 2_000,
                    max: 1_000
                },
                9
            ),
            2_000
        );
        assert_eq!(
            pause(
                Pace {
                    min: u32::MAX,
                    max: u32::MAX
                },
                9
            ),
            u32::MAX
        );
    }
}
