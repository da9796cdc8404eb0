//! A task, and its life: what it looks like at any moment, as a function of that moment alone.

use std::sync::Arc;

use crate::button::{Button, buttons};
use crate::picture::{Frame, Mask};
use crate::prompt::Script;

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Action {
    Imagine,
    Upscale,
    /// Upscale (Subtle) or (Creative) of an upscaled picture.
    UpscaleMore,
    Variation,
    LowVariation,
    HighVariation,
    Reroll,
    Describe,
    Blend,
    Shorten,
    Pan,
    Zoom,
    CustomZoom,
    Inpaint,
}

impl Action {
    /// Whether the picture is a grid of four.
    pub fn is_grid(self) -> bool {
        !matches!(
            self,
            Self::Upscale | Self::UpscaleMore | Self::Describe | Self::Shorten
        )
    }

    /// Its time, against that of an imagine.
    pub fn share(self) -> f32 {
        match self {
            Self::Upscale | Self::Describe => 0.4,
            Self::Shorten => 0.3,
            Self::UpscaleMore => 0.6,
            _ => 1.0,
        }
    }
}

/// One task.
#[derive(Clone, Debug)]
pub struct Task {
    /// 16 digits.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// As submitted, or that of its parent.
    pub prompt: Option<String>,
    /// What the picture was really made from.
    pub final_prompt: String,
    /// The bot's command line, such as `/imagine cat`.
    pub command: String,
    /// Echoed.
    pub state: Option<String>,
    /// Kept, never called: the sandbox calls nobody.
    pub notify_hook: Option<String>,
    /// `MID_JOURNEY` or `NIJI_JOURNEY`.
    pub bot: &'static str,
    /// The custom id of the button it came from.
    pub custom_id: Option<String>,
    /// The task whose button it came from.
    pub parent: Option<String>,
    /// When it was submitted.
    pub submitted: u64,
    /// Whether it waits for an answer to a question.
    pub question: Option<Question>,
    /// When a slot is free for it.
    pub start: u64,
    /// How long it would run to its success, in ms.
    pub duration: u64,
    /// How it goes.
    pub script: Script,
    /// Why it fails, where it is not the script that says so.
    pub doom: Option<&'static str>,
    /// Its pictures.
    pub picture: Picture,
    /// What a describe or shorten found.
    pub findings: Vec<String>,
    /// The uuid of its job.
    pub uuid: String,
    /// Discord's numbers are made of this.
    pub seed: u64,
    /// Whether its buttons ask back.
    pub remix: bool,
}

/// What a task asks for before it starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Only to be confirmed; the prompt may be changed.
    Remix,
    /// A prompt with `--zoom`.
    Zoom,
    /// A mask.
    Mask,
}

/// What is to be seen of a task.
#[derive(Clone, Debug)]
pub enum Picture {
    /// Nothing.
    None,
    /// Drawn: one frame, or four.
    Drawn(Arc<[Frame]>),
    /// What the client itself sent.
    Given(Arc<Vec<u8>>),
}

/// The words for where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Status {
    NotStart,
    Submitted,
    Modal,
    InProgress,
    /// A word that no client knows.
    Unheard,
    Success,
    Failure,
    Cancel,
}

impl Status {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStart => "NOT_START",
            Self::Submitted => "SUBMITTED",
            Self::Modal => "MODAL",
            Self::InProgress => "IN_PROGRESS",
            Self::Unheard => "PAUSED_BY_MODERATOR",
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
            Self::Cancel => "CANCEL",
        }
    }

    /// Nothing more will happen.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Success | Self::Failure | Self::Cancel)
    }
}

/// What a task looks like at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Where it stands.
    pub status: Status,
    /// Percent; none before it was handed on, and none after a failure.
    pub progress: Option<u8>,
    /// Which picture is to be seen: a preview by its number from 1, or the finished one.
    pub sight: Option<Sight>,
    /// When it started.
    pub started: Option<u64>,
    /// When it ended.
    pub finished: Option<u64>,
    /// Why it failed.
    pub failed: Option<&'static str>,
}

/// A picture of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// One that shows the work under way, from 1 (hardly anything) to 6.
    Preview(u8),
    /// The result.
    Finished,
}

/// When (as a share of the time) which percentage is reached. Uneven, and slower towards the end, as the real one is.
const STEPS: [(f32, u8); 7] = [
    (0.08, 0),
    (0.20, 15),
    (0.30, 31),
    (0.40, 46),
    (0.53, 62),
    (0.68, 78),
    (0.85, 93),
];
/// Until here it waits to be handed on.
const SUBMITTED_AT: f32 = 0.03;

impl Task {
    /// What it looks like at `now`.
    pub fn look(&self, now: u64) -> Look {
        let mut look = Look {
            status: Status::NotStart,
            progress: None,
            sight: None,
            started: None,
            finished: None,
            failed: None,
        };
        if self.question.is_some() {
            look.status = Status::Modal;
            look.progress = Some(0);
            return look;
        }
        let at = |share: f32| self.start + (self.duration as f64 * f64::from(share)).round() as u64;
        if now < at(SUBMITTED_AT) {
            return look;
        }
        look.started = Some(at(SUBMITTED_AT));
        look.progress = Some(0);
        look.status = Status::Submitted;
        let text = matches!(self.action, Action::Describe | Action::Shorten);
        let (ends_at, end) = self.end();
        // Texts come without steps: they are submitted, and then they are there.
        let steps = if text { &STEPS[..1] } else { &STEPS[..] };
        let reach = if self.script == Script::Stall {
            STEPS[3].0
        } else {
            ends_at
        };
        for (number, (share, percent)) in steps.iter().enumerate() {
            if now >= at(*share) && *share <= reach {
                look.progress = Some(*percent);
                look.status = Status::InProgress;
                if number > 0 {
                    look.sight = Some(Sight::Preview(number as u8));
                }
            }
        }
        if self.script == Script::UnknownStatus && now >= at(STEPS[3].0) && now < at(STEPS[5].0) {
            look.status = Status::Unheard;
        }
        if ends_at.is_finite() && now >= at(ends_at) {
            look.status = end;
            look.finished = Some(at(ends_at));
            match end {
                Status::Success => {
                    look.progress = Some(100);
                    look.sight = Some(Sight::Finished);
                }
                Status::Failure => {
                    look.progress = None;
                    look.failed = Some(self.doom.unwrap_or(if self.script == Script::Fail {
                        "[Invalid parameter] Unrecognized parameter(s): `sandbox:fail`"
                    } else {
                        "[Job failed] There was an error generating this image."
                    }));
                }
                _ => {}
            }
        }
        if matches!(self.picture, Picture::None) {
            look.sight = None;
        }
        look
    }

    /// When (as a share of the time) it ends, and how.
    fn end(&self) -> (f32, Status) {
        match self.script {
            Script::Success | Script::UnknownStatus if self.doom.is_some() => (STEPS[0].0, Status::Failure),
            Script::Success | Script::UnknownStatus => (1.0, Status::Success),
            Script::Fail => (STEPS[0].0, Status::Failure),
            Script::FailLate => (STEPS[4].0, Status::Failure),
            Script::Cancel => (STEPS[2].0, Status::Cancel),
            Script::Stall => (f32::INFINITY, Status::InProgress),
        }
    }

    /// How long it keeps a slot busy, in ms. One that stalls gives it back after its time, or a few of them would block the gateway for good.
    pub fn busy(&self) -> u64 {
        (self.duration as f64 * f64::from(self.end().0.min(1.0))).round() as u64
    }

    /// The buttons at that moment.
    pub fn buttons(&self, look: &Look) -> Vec<Button> {
        if look.status == Status::Success {
            buttons(self.action, &self.uuid)
        } else {
            Vec::new()
        }
    }

    /// The text a describe or shorten ends with, one prompt a paragraph.
    pub fn text(&self) -> Option<String> {
        match self.action {
            Action::Describe => Some(self.findings.join("\n\n")),
            Action::Shorten => Some(self.final_prompt.clone()),
            _ => None,
        }
    }

    /// The frame a button with that number means.
    pub fn frame(&self, number: usize) -> Option<Frame> {
        match &self.picture {
            Picture::Drawn(frames) => frames.get(number.saturating_sub(1)).or(frames.first()).cloned(),
            _ => None,
        }
    }

    /// Answers its question.
    pub(crate) fn answered(&mut self, now: u64, start: u64) {
        self.question = None;
        self.submitted = now;
        self.start = start;
    }

    /// Lets the white part of a mask show something else.
    pub(crate) fn redraw(&mut self, mask: Arc<Mask>, seed: u64) {
        if let Picture::Drawn(frames) = &self.picture {
            let frames: Vec<Frame> = frames
                .iter()
                .enumerate()
                .map(|(cell, frame)| frame.redrawn(mask.clone(), seed.wrapping_add(cell as u64)))
                .collect();
            self.picture = Picture::Drawn(frames.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::grid;

    fn task(script: Script) -> Task {
        Task {
            id: "1".into(),
            action: Action::Imagine,
            prompt: None,
            final_prompt: String::new(),
            command: String::new(),
            state: None,
            notify_hook: None,
            bot: "MID_JOURNEY",
            custom_id: None,
            parent: None,
            submitted: 0,
            question: None,
            start: 1000,
            duration: 10_000,
            script,
            doom: None,
            picture: Picture::Drawn(grid("x", 1.0, 0, None).into()),
            findings: Vec::new(),
            uuid: String::new(),
            seed: 0,
            remix: false,
        }
    }

    #[test]
    fn walks_through_its_states() {
        let task = task(Script::Success);
        let seen: Vec<_> = (0..13)
            .map(|second| task.look(second * 1000))
            .map(|look| (look.status, look.progress))
            .collect();
        assert_eq!(seen[0], (Status::NotStart, None));
        assert_eq!(
            task.look(1400),
            Look {
                status: Status::Submitted,
                progress: Some(0),
                started: Some(1300),
                ..task.look(0)
            }
        );
        assert_eq!(seen[2], (Status::InProgress, Some(0)));
        assert_eq!(seen[5], (Status::InProgress, Some(46)));
        assert_eq!(seen[10], (Status::InProgress, Some(93)));
        assert_eq!(seen[11], (Status::Success, Some(100)));
        assert_eq!(task.look(99_000).finished, Some(11_000));
        assert_eq!(task.look(3_100).sight, Some(Sight::Preview(1)));
        assert_eq!(task.look(99_000).sight, Some(Sight::Finished));
    }

    #[test]
    fn scripts() {
        let end = |script| task(script).look(1_000_000);
        assert_eq!(end(Script::Fail).status, Status::Failure);
        assert_eq!(end(Script::Fail).sight, None);
        assert_eq!(
            (task(Script::Fail).busy(), task(Script::Stall).busy()),
            (800, 10_000)
        );
        assert_eq!(end(Script::FailLate).sight, Some(Sight::Preview(4)));
        assert_eq!(end(Script::FailLate).progress, None);
        assert_eq!(
            (end(Script::Stall).status, end(Script::Stall).progress),
            (Status::InProgress, Some(46))
        );
        assert_eq!(end(Script::Cancel).status, Status::Cancel);
        assert_eq!(end(Script::UnknownStatus).status, Status::Success);
        assert_eq!(task(Script::UnknownStatus).look(6_000).status, Status::Unheard);
    }
}
