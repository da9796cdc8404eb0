//! Who works when: a few tasks at once, a few waiting, the rest turned away.
//!
//! Every task's duration is known when it is submitted, so its start is known too and nothing ever has to be moved.

/// The slots of a gateway.
#[derive(Clone, Debug)]
pub struct Queue {
    /// When each slot becomes free.
    free_at: Vec<u64>,
    /// When each waiting task starts.
    starts: Vec<u64>,
    room: usize,
}

/// What becomes of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It has a place: it starts at `start`, and `ahead` others wait before it.
    Taken {
        /// In ms.
        start: u64,
        /// Others that wait and were there first.
        ahead: usize,
    },
    /// The queue is full.
    Full,
}

impl Queue {
    /// `concurrency` tasks run, `room` wait.
    pub fn new(concurrency: usize, room: usize) -> Self {
        Self {
            free_at: vec![0; concurrency.max(1)],
            starts: Vec::new(),
            room,
        }
    }

    /// A place for a task that takes `duration` ms.
    pub fn take(&mut self, now: u64, duration: u64) -> Place {
        self.starts.retain(|start| *start > now);
        let ahead = self.starts.len();
        let Some(slot) = self.free_at.iter_mut().min() else {
            return Place::Full;
        };
        if *slot > now && ahead >= self.room {
            return Place::Full;
        }
        let start = now.max(*slot);
        *slot = start + duration;
        if start > now {
            self.starts.push(start);
        }
        Place::Taken { start, ahead }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_waits_and_turns_away() {
        let mut queue = Queue::new(2, 2);
        let mut take = |now| queue.take(now, 100);
        assert_eq!(take(0), Place::Taken { start: 0, ahead: 0 });
        assert_eq!(take(10), Place::Taken { start: 10, ahead: 0 });
        assert_eq!(take(20), Place::Taken { start: 100, ahead: 0 });
        assert_eq!(take(20), Place::Taken { start: 110, ahead: 1 });
        assert_eq!(take(20), Place::Full);
        assert_eq!(take(105), Place::Taken { start: 200, ahead: 1 });
        assert_eq!(
            take(1000),
            Place::Taken {
                start: 1000,
                ahead: 0
            }
        );
    }
}
