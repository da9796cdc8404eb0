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

impl Pace {
    /// The pause before a look that should come soon.
    pub fn shortest(self) -> u32 {
        self.min.max(FLOOR)
    }
}

/// No pause is shorter, whatever the caller asks for: a loop without one would hammer the gateway.
const FLOOR: u32 = 50;

/// How a task has come on, as its looks showed it. Times are in milliseconds from the first look on.
#[derive(Debug, Default)]
pub struct Course {
    /// How many looks there were.
    looks: u32,
    /// When the last one was.
    looked: f64,
    /// The first progress above nothing, and about when it was reached.
    first: Option<Mark>,
    /// The latest.
    last: Mark,
    /// The smallest step between two.
    step: f64,
}

/// A progress, and about when it was reached.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    progress: f64,
    at: f64,
}

/// The later a task is, the slower it comes on: what is left takes so much longer than what was, measured on Midjourney's steps.
const SLOWING: f64 = 1.15;

impl Course {
    /// Takes in the progress that a look showed.
    pub fn saw(&mut self, progress: u8, now: f64) {
        let (progress, rise) = (f64::from(progress), f64::from(progress) - self.last.progress);
        if rise > 0.0 {
            // It was reached somewhere between this look and the one before.
            let at = (self.looked + now) / 2.0;
            self.last = Mark { progress, at };
            if self.first.is_none() {
                self.first = Some(self.last);
            } else if self.step == 0.0 || rise < self.step {
                self.step = rise;
            }
        }
        self.looks += 1;
        self.looked = now;
    }

    /// The pause before the next look.
    ///
    /// As long as nothing is known of its speed, the pause grows by half with each look, from `min` to `max`: short tasks are seen
    /// early, and those that wait in a queue for long cost few requests. Once the progress has risen twice, it is half of the time
    /// that is left by that speed: as the end comes near, the looks come closer, down to `min`. The last step takes as long as the
    /// others, however little is missing (Midjourney shows 93 % for as long as 78 %). A task that has stopped is looked at ever more
    /// seldom: after a tenth of the time in which nothing happened.
    pub fn pause(&self, pace: Pace) -> u32 {
        let floor = pace.shortest();
        let ceiling = f64::from(pace.max.max(floor));
        let wanted = match self.first {
            Some(first) if self.step > 0.0 => {
                let speed = (self.last.progress - first.progress) / (self.last.at - first.at).max(1.0);
                let idle = self.looked - self.last.at;
                let left = (100.0 - self.last.progress).max(self.step) / speed * SLOWING - idle;
                (left / 2.0).max(idle / 10.0)
            }
            _ => (1..self.looks.min(32)).fold(f64::from(floor), |pause, _| pause * 1.5),
        };
        wanted.min(ceiling).max(f64::from(floor)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        min: 1_000,
        max: 5_000,
    };

    /// A course of these looks: progress and time.
    fn course(looks: &[(u8, f64)]) -> Course {
        let mut course = Course::default();
        for (progress, now) in looks {
            course.saw(*progress, *now);
        }
        course
    }

    #[test]
    fn without_progress_the_pause_grows_from_min_to_max_and_stays() {
        let mut course = Course::default();
        let mut pauses = Vec::new();
        for now in [0.0, 1e3, 3e3, 5e3, 9e3, 14e3, 19e3] {
            course.saw(0, now);
            pauses.push(course.pause(PACE));
        }
        assert_eq!(pauses, [1_000, 1_500, 2_250, 3_375, 5_000, 5_000, 5_000]);
        // One rise tells no speed yet.
        course.saw(15, 24e3);
        assert_eq!(course.pause(PACE), 5_000);
    }

    #[test]
    fn the_looks_come_closer_as_the_end_comes_near() {
        let wide = Pace {
            min: 1_000,
            max: 60_000,
        };
        // 15 % in 10 s, so some 57 s are left at 31, of which half is 28.
        let early = course(&[(0, 0.0), (15, 10e3), (31, 20e3)]);
        assert!(
            (20_000..32_000).contains(&early.pause(wide)),
            "{}",
            early.pause(wide)
        );
        assert_eq!(early.pause(PACE), 5_000);
        let late = course(&[(0, 0.0), (15, 10e3), (31, 20e3), (78, 50e3), (93, 60e3)]);
        assert!((3_000..5_000).contains(&late.pause(wide)), "{}", late.pause(wide));
        let mut last = late;
        last.saw(93, 64e3);
        assert!((1_000..1_100).contains(&last.pause(wide)));
    }

    #[test]
    fn a_fine_progress_is_taken_at_its_word() {
        let looks: Vec<_> = (1..=98)
            .map(|percent| (percent, f64::from(percent) * 1e3))
            .collect();
        assert_eq!(course(&looks).pause(PACE), 1_000);
    }

    #[test]
    fn a_task_that_has_stopped_is_looked_at_ever_more_seldom() {
        let mut stalled = course(&[(15, 10e3), (31, 20e3), (78, 50e3), (93, 60e3)]);
        stalled.saw(93, 90e3);
        assert!((3_400..3_600).contains(&stalled.pause(PACE)));
        stalled.saw(93, 200e3);
        assert_eq!(stalled.pause(PACE), 5_000);
    }

    #[test]
    fn odd_paces_and_clocks_are_survived() {
        let fresh = course(&[(0, 0.0)]);
        assert_eq!(fresh.pause(Pace { min: 0, max: 0 }), 50);
        let turned = Pace {
            min: 2_000,
            max: 1_000,
        };
        assert_eq!(fresh.pause(turned), 2_000);
        let endless = Pace {
            min: u32::MAX,
            max: u32::MAX,
        };
        assert_eq!(fresh.pause(endless), u32::MAX);
        // Two steps in the same moment, a clock set back by an hour, and one set on by a year.
        for looks in [
            [(15, 1e3), (31, 1e3), (46, 1e3)],
            [(15, 4e6), (31, 4e5), (46, 4e5)],
            [(15, 1e3), (31, 2e3), (46, 3e10)],
        ] {
            let pause = course(&looks).pause(PACE);
            assert!((1_000..=5_000).contains(&pause), "{pause}");
        }
    }
}
