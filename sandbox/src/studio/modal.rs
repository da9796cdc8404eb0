//! The answer to what a button asked back.

use std::sync::Arc;

use super::{Manners, Studio, judge, placed};
use crate::data_url;
use crate::picture::{Frame, Mask, grid};
use crate::prompt;
use crate::queue::Place;
use crate::seeded::{hash, join};
use crate::submission::{Complaint, Outcome, Submission};
use crate::task::{Picture, Question};

impl Studio {
    /// The answer to a question. A task that asks nothing is left as it is: the servers do not check, and the guide's own example does just that.
    pub fn modal(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        let Some(id) = of.task_id.as_deref().filter(|id| !id.is_empty()) else {
            return Outcome::Refused(Complaint::NoTaskId);
        };
        let Some(mut task) = self.tasks.get(id).cloned() else {
            return Outcome::Unknown;
        };
        let Some(question) = task.question.clone() else {
            return Outcome::Accepted(task.id);
        };
        let text = of
            .prompt
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty());
        if let Some(outcome) = text.and_then(|text| judge(text, manners, &mut task)) {
            return outcome;
        }
        let parsed = text.map(prompt::parse);
        match question {
            Question::Mask => {
                let Some(mask) = of.mask.as_deref().filter(|mask| !mask.is_empty()) else {
                    return Outcome::Refused(Complaint::NoMask);
                };
                let mask =
                    data_url::read(mask, manners.lenient_images).and_then(|url| Mask::from_png(&url.bytes));
                let Some(mask) = mask else {
                    return Outcome::Refused(Complaint::BadMask);
                };
                let wish = hash(
                    parsed
                        .as_ref()
                        .map_or("", |prompt| prompt.subject.as_str())
                        .as_bytes(),
                );
                task.redraw(Arc::new(mask), join(wish, task.seed));
            }
            Question::Zoom => {
                let Some(zoom) = parsed.as_ref().and_then(|prompt| prompt.zoom) else {
                    return Outcome::Refused(Complaint::NoZoom);
                };
                if let Picture::Drawn(frames) = &task.picture {
                    let frames: Vec<Frame> = frames.iter().map(|frame| frame.zoomed(zoom)).collect();
                    task.picture = Picture::Drawn(frames.into());
                }
            }
            Question::Remix => {
                let asked = prompt::parse(&task.final_prompt).subject;
                if let Some(parsed) = parsed.as_ref().filter(|prompt| prompt.subject != asked) {
                    let aspect = task.frame(1).map_or(1.0, |frame| frame.aspect());
                    let frames = grid(&parsed.subject, parsed.aspect.unwrap_or(aspect), task.seed, None);
                    task.picture = Picture::Drawn(frames.into());
                }
            }
        }
        if let Some(text) = text {
            self.write(&mut task, text);
        }
        if of.state.is_some() {
            task.state.clone_from(&of.state);
        }
        task.duration = self.duration(&task);
        match self.queue.take(now, task.busy()) {
            Place::Full => Outcome::Full,
            Place::Taken { start, ahead } => {
                task.answered(now, start);
                self.tasks.insert(task.id.clone(), task.clone());
                placed(task.id, start, ahead, now)
            }
        }
    }
}
