//! Buttons, and the verbs that were there before them.

use super::{Manners, Studio};
use crate::button::{Press, press};
use crate::picture::{Frame, grid, variations};
use crate::prompt;
use crate::seeded::{hash, join};
use crate::submission::{Complaint, Outcome, Submission};
use crate::task::{Action, Picture, Question, Status, Task};
use crate::wording;

impl Studio {
    /// A button.
    pub fn action(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        let (Some(parent), Some(custom_id)) = (of.task_id.as_deref(), of.custom_id.as_deref()) else {
            let complaint = if of.task_id.is_none() {
                Complaint::NoTaskId
            } else {
                Complaint::NoCustomId
            };
            return Outcome::Refused(complaint);
        };
        if parent.is_empty() || custom_id.is_empty() {
            return Outcome::Refused(if parent.is_empty() {
                Complaint::NoTaskId
            } else {
                Complaint::NoCustomId
            });
        }
        let Some(parent) = self.tasks.get(parent).cloned() else {
            return Outcome::Unknown;
        };
        let Some(press) = press(custom_id)
            .filter(|press| manners.shorten_buttons || !matches!(press, Press::ImagineShort(_)))
        else {
            return Outcome::Refused(Complaint::UnknownButton);
        };
        if parent.look(now).status != Status::Success {
            return Outcome::Refused(Complaint::ParentState);
        }
        let Some(mut task) = self.pressed(press, &parent, of, now) else {
            return Outcome::Refused(Complaint::UnknownButton);
        };
        task.custom_id = Some(custom_id.to_owned());
        let remix = parent.remix || self.settings.remix || of.enable_remix;
        task.question = match press {
            Press::Region => Some(Question::Mask),
            Press::CustomZoom => Some(Question::Zoom),
            Press::Imagine(_) | Press::ImagineShort(_) => Some(Question::Remix),
            Press::Vary(_) | Press::VaryOne(_) | Press::Reroll | Press::Pan(..) if remix => {
                Some(Question::Remix)
            }
            _ => None,
        };
        if task.question.is_none() {
            return self.start(task, now);
        }
        let asks = Outcome::Asks {
            id: task.id.clone(),
            final_prompt: if press == Press::Region {
                String::new()
            } else {
                task.final_prompt.clone()
            },
        };
        self.keep(task);
        asks
    }

    /// U, V and R as they were before there were buttons.
    pub fn change(&mut self, of: &Submission, now: u64) -> Outcome {
        let Some(parent) = of.task_id.as_deref().filter(|id| !id.is_empty()) else {
            return Outcome::Refused(Complaint::NoTaskId);
        };
        let index = usize::try_from(of.index.unwrap_or(1)).unwrap_or(1).clamp(1, 4);
        let press = match of.action.as_deref() {
            Some("UPSCALE") => Press::Upscale(index),
            Some("VARIATION") => Press::Vary(index),
            Some("REROLL") => Press::Reroll,
            _ => return Outcome::Refused(Complaint::ChangeAction),
        };
        let Some(parent) = self.tasks.get(parent).cloned() else {
            return Outcome::Unknown;
        };
        if parent.look(now).status != Status::Success {
            return Outcome::Refused(Complaint::ParentState);
        }
        if !parent.action.is_grid() {
            return Outcome::Refused(Complaint::ParentKind);
        }
        match self.pressed(press, &parent, of, now) {
            Some(task) => self.start(task, now),
            None => Outcome::Refused(Complaint::ParentKind),
        }
    }

    /// The same, written as `1795417552574653 U3`.
    pub fn simple_change(&mut self, of: &Submission, now: u64) -> Outcome {
        let refused = Outcome::Refused(Complaint::Content);
        let content = of.content.as_deref().unwrap_or("");
        let Some((id, what)) = content.split_once(' ') else {
            return refused;
        };
        let what = what.to_ascii_uppercase();
        let mut letters = what.chars();
        let action = match letters.next() {
            Some('U') => "UPSCALE",
            Some('V') => "VARIATION",
            Some('R') => "REROLL",
            _ => return refused,
        };
        let index = letters.next().and_then(|digit| digit.to_digit(10)).map(i64::from);
        if action != "REROLL" && !index.is_some_and(|index| (1..=4).contains(&index)) {
            return refused;
        }
        let of = Submission {
            task_id: Some(id.into()),
            action: Some(action.into()),
            index,
            ..of.clone()
        };
        self.change(&of, now)
    }

    /// The task that a button makes.
    fn pressed(&mut self, press: Press, parent: &Task, of: &Submission, now: u64) -> Option<Task> {
        let action = match press {
            Press::Upscale(_) => Action::Upscale,
            Press::UpscaleMore(_) => Action::UpscaleMore,
            Press::Vary(_) => Action::Variation,
            Press::VaryOne(false) => Action::LowVariation,
            Press::VaryOne(true) => Action::HighVariation,
            Press::Reroll => Action::Reroll,
            Press::Region => Action::Inpaint,
            Press::ZoomOut(_) | Press::Square => Action::Zoom,
            Press::CustomZoom => Action::CustomZoom,
            Press::Pan(..) => Action::Pan,
            Press::Imagine(_) | Press::ImagineShort(_) => Action::Imagine,
            Press::DescribeAgain => Action::Describe,
        };
        let mut task = self.blank(action, of, now);
        task.parent = Some(parent.id.clone());
        task.prompt.clone_from(&parent.prompt);
        task.final_prompt.clone_from(&parent.final_prompt);
        task.remix = parent.remix;
        task.bot = parent.bot;
        let seed = join(
            join(self.settings.seed, parent.seed),
            join(hash(task.id.as_bytes()), 1),
        );
        let first = || parent.frame(1);
        let (frames, mark): (Vec<Frame>, String) = match press {
            Press::Upscale(n) => (vec![parent.frame(n)?], format!("U{n}")),
            Press::UpscaleMore(false) => (vec![first()?], "Upscale (Subtle)".into()),
            Press::UpscaleMore(true) => (vec![first()?.varied(seed, 0.12)], "Upscale (Creative)".into()),
            Press::Vary(n) => (variations(&parent.frame(n)?, seed, 0.5).into(), format!("V{n}")),
            Press::VaryOne(strong) => {
                let strength = if strong { 1.0 } else { 0.25 };
                let mark = if strong { "Vary (Strong)" } else { "Vary (Subtle)" };
                (variations(&first()?, seed, strength).into(), mark.into())
            }
            Press::Reroll => {
                let parsed = prompt::parse(parent.prompt.as_deref().unwrap_or(""));
                let aspect = first()?.aspect();
                (
                    grid(&parsed.subject, aspect, join(seed, 3), None).into(),
                    "R".into(),
                )
            }
            Press::Region => (vec![first()?; 4], "Vary (Region)".into()),
            Press::ZoomOut(percent) => (
                vec![first()?.zoomed(100.0 / percent as f32); 4],
                "Zoom Out".into(),
            ),
            Press::Square => (vec![first()?.squared(); 4], "Make Square".into()),
            Press::CustomZoom => (vec![first()?; 4], "Custom Zoom".into()),
            Press::Pan(dx, dy) => (
                vec![first()?.panned(f32::from(dx), f32::from(dy)); 4],
                "Pan".into(),
            ),
            Press::Imagine(n) | Press::ImagineShort(n) => {
                let found = parent.findings.get(n - 1)?;
                let text = found
                    .split_once("️⃣ ")
                    .map_or(found.as_str(), |(_, text)| text)
                    .to_owned();
                self.write(&mut task, &text);
                let parsed = prompt::parse(&text);
                let frames = grid(
                    &parsed.subject,
                    parsed.aspect.unwrap_or(1.0),
                    self.picture_seed(&text),
                    None,
                );
                (frames.into(), text)
            }
            Press::DescribeAgain => {
                let Picture::Given(bytes) = &parent.picture else {
                    return None;
                };
                self.describe_bytes(&mut task, bytes.clone());
                task.findings = wording::descriptions(seed, "1:1");
                task.final_prompt = task.findings.join("\n\n");
                return Some(task);
            }
        };
        task.command = if task.action == Action::Imagine {
            format!("/imagine {mark}")
        } else {
            format!("/up {} {mark}", parent.id)
        };
        task.picture = Picture::Drawn(frames.into());
        Some(task)
    }
}
