//! Many tasks that one client follows at once, sharing its requests.

use super::{
    alone::{ONE_WAY, Outcome},
    schedules::{
        Ours, Schedule,
        client::{CHUNK, Pace, joins},
    },
    trace::Trace,
};

/// A task, and the time of its next poll.
struct Open<'a> {
    trace: &'a Trace,
    schedule: Ours<'a>,
    /// Time since the poll before.
    pause: f64,
    due: f64,
    polled: f64,
}

/// Follows all of them, in requests for those that are due. Returns the number of rows that were read.
pub fn follow(traces: &[Trace], pace: Pace, outcome: &mut Outcome) -> usize {
    let mut all = vec![0.0; traces.len()];
    let mut open: Vec<_> = traces
        .iter()
        .zip(&mut all)
        .map(|(trace, took)| {
            let schedule = Ours::new(pace, trace, took);
            let due = schedule.first();
            Open {
                trace,
                schedule,
                pause: due,
                due,
                polled: f64::MIN,
            }
        })
        .collect();
    let mut rows = 0;
    let mut last = f64::MIN;
    while let Some(due) = open.iter().map(|task| task.due).min_by(f64::total_cmp) {
        let apart = pace.apart(open.len() as u32);
        let sent = due.max(last + apart);
        let answered = sent + 2.0 * ONE_WAY;
        let mut read = 0_usize;
        open.retain_mut(|task| {
            if task.polled + f64::from(pace.shortest()) > sent || !joins(task.due, task.pause, sent) {
                return true;
            }
            read += 1;
            let Some(shown) = task.trace.shown(sent + ONE_WAY) else {
                outcome.add(0.0, answered - task.trace.end());
                return false;
            };
            task.polled = sent;
            task.due = task.schedule.next(shown, sent, answered);
            task.pause = task.due - sent;
            true
        });
        last = sent;
        rows += read;
        outcome.requests += read.div_ceil(CHUNK as usize) as f64;
    }
    rows
}

/// Follows all of them by one loop, which polls all open ones, in requests of [`CHUNK`] ids, with a fixed pause.
pub fn follow_fixed(traces: &[Trace], pause: f64, outcome: &mut Outcome) {
    let mut open: Vec<&Trace> = traces.iter().collect();
    let mut sent = pause;
    while !open.is_empty() {
        outcome.requests += open.len().div_ceil(CHUNK as usize) as f64;
        let answered = sent + 2.0 * ONE_WAY;
        open.retain(|trace| {
            let is_open = trace.shown(sent + ONE_WAY).is_some();
            if !is_open {
                outcome.add(0.0, answered - trace.end());
            }
            is_open
        });
        sent = answered + pause;
    }
}
