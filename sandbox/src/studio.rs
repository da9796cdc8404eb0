//! Where the work is done: the tasks, and everything that can be submitted. It knows no dialect.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::button::{Press, press};
use crate::data_url::{self, DataUrl};
use crate::picture::{Frame, Mask, Painting, Palette, Upload, grid, variations};
use crate::prompt::{self, Script};
use crate::queue::{Place, Queue};
use crate::seeded::{hash, join, uuid};
use crate::settings::Settings;
use crate::submission::{Complaint, Outcome, Submission};
use crate::task::{Action, Picture, Question, Sight, Task};
use crate::wording;

/// How a dialect wants its submits judged.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Takes payloads that are no pictures, and bare base64.
    pub lenient_images: bool,
    /// Banned words are found at the submit (code 24); otherwise the task fails of them.
    pub bans_at_submit: bool,
    /// The buttons of a shortened prompt work.
    pub shorten_buttons: bool,
}

/// The tasks, and the queue they wait in.
#[derive(Clone, Debug)]
pub struct Studio {
    tasks: BTreeMap<String, Task>,
    queue: Queue,
    settings: Settings,
    last_id: u64,
    serial: u64,
}

impl Studio {
    /// An empty one.
    pub fn new(settings: Settings) -> Self {
        let queue = Queue::new(settings.concurrency, settings.queue);
        Self {
            tasks: BTreeMap::new(),
            queue,
            settings,
            last_id: 0,
            serial: 0,
        }
    }

    /// A task by its id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.get(id)
    }

    /// How many tasks were ever accepted.
    pub fn accepted(&self) -> u64 {
        self.serial
    }

    /// Puts in a finished grid that was always there.
    pub fn hold(&mut self, id: &str, prompt: &str, final_prompt: &str, uuid: &str, times: (u64, u64)) {
        let parsed = prompt::parse(prompt);
        let mut task = self.blank(Action::Imagine, &Submission::default(), times.0);
        task.id = id.into();
        task.prompt = Some(prompt.into());
        task.final_prompt = final_prompt.into();
        task.command = format!("/imagine {prompt}");
        task.uuid = uuid.into();
        task.duration = times.1 - times.0;
        task.picture = Picture::Drawn(grid(&parsed.subject, 1.0, self.settings.seed, None).into());
        self.tasks.insert(task.id.clone(), task);
    }

    /// A prompt into a picture.
    pub fn imagine(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        let text = of.prompt.as_deref().unwrap_or("").trim();
        if text.is_empty() {
            return Outcome::Refused(Complaint::NoPrompt);
        }
        let Some(images) = images(of, manners) else {
            return Outcome::Refused(Complaint::BadImage);
        };
        let mut task = self.blank(Action::Imagine, of, now);
        if let Some(outcome) = judge(text, manners, &mut task) {
            return outcome;
        }
        self.write(&mut task, text);
        let parsed = prompt::parse(text);
        let palette = (!images.is_empty()).then(|| palette(&images, self.settings.seed));
        let frames = grid(
            &parsed.subject,
            parsed.aspect.unwrap_or(1.0),
            self.picture_seed(text),
            palette.as_ref(),
        );
        task.picture = Picture::Drawn(frames.into());
        task.command = format!("/imagine {text}");
        self.start(task, now)
    }

    /// Two to five pictures into one.
    pub fn blend(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        if !(2..=5).contains(&of.images.len()) {
            return Outcome::Refused(Complaint::ImageCount);
        }
        let aspect = match of.dimensions.as_deref() {
            None | Some("" | "SQUARE") => (1.0, "1:1"),
            Some("PORTRAIT") => (2.0 / 3.0, "2:3"),
            Some("LANDSCAPE") => (1.5, "3:2"),
            Some(_) => return Outcome::Refused(Complaint::Dimensions),
        };
        let Some(images) = images(of, manners) else {
            return Outcome::Refused(Complaint::BadImage);
        };
        let mut task = self.blank(Action::Blend, of, now);
        let seed = images
            .iter()
            .fold(self.settings.seed, |seed, image| join(seed, hash(&image.bytes)));
        task.picture = Picture::Drawn(grid("", aspect.0, seed, Some(&palette(&images, seed))).into());
        let links: Vec<String> = (1..=images.len())
            .map(|n| format!("<https://s.mj.run/blend{n}>"))
            .collect();
        let text = format!("{} --ar {}", links.join(" "), aspect.1);
        task.prompt = Some(text.clone());
        task.final_prompt = text;
        task.command = format!("/blend {} {}", task.id, images.len());
        self.start(task, now)
    }

    /// A picture into four prompts.
    pub fn describe(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        if of.images.first().is_none_or(|image| image.trim().is_empty()) {
            return Outcome::Refused(Complaint::NoImage);
        }
        let Some(images) = images(of, manners) else {
            return Outcome::Refused(Complaint::BadImage);
        };
        let mut task = self.blank(Action::Describe, of, now);
        let bytes = images
            .into_iter()
            .next()
            .map(|image| image.bytes)
            .unwrap_or_default();
        self.describe_bytes(&mut task, Arc::new(bytes));
        self.start(task, now)
    }

    fn describe_bytes(&self, task: &mut Task, bytes: Arc<Vec<u8>>) {
        task.findings = wording::descriptions(join(hash(&bytes), self.settings.seed), "1:1");
        task.final_prompt = task.findings.join("\n\n");
        task.command = format!("/describe {}.png", task.id);
        task.picture = Picture::Given(bytes);
    }

    /// A long prompt into short ones.
    pub fn shorten(&mut self, of: &Submission, manners: Manners, now: u64) -> Outcome {
        let text = of.prompt.as_deref().unwrap_or("").trim();
        if text.is_empty() {
            return Outcome::Refused(Complaint::NoPrompt);
        }
        let mut task = self.blank(Action::Shorten, of, now);
        if let Some(outcome) = judge(text, manners, &mut task) {
            return outcome;
        }
        self.write(&mut task, text);
        (task.final_prompt, task.findings) = wording::shortened(text, hash(text.as_bytes()));
        task.command = format!("/shorten {text}");
        self.start(task, now)
    }

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
        if parent.look(now).status != crate::task::Status::Success {
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
        match self.queue.take(now, self.duration(&task)) {
            Place::Full => Outcome::Full,
            Place::Taken { start, ahead } => {
                task.answered(now, start, self.duration(&task));
                self.tasks.insert(task.id.clone(), task.clone());
                placed(task.id, start, ahead, now)
            }
        }
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
        if parent.look(now).status != crate::task::Status::Success {
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

    /// The seed of a finished picture.
    pub fn image_seed(&self, id: &str, now: u64) -> Result<String, Complaint> {
        let task = self.tasks.get(id).ok_or(Complaint::NoTaskId)?;
        if task.look(now).status != crate::task::Status::Success || !task.action.is_grid() {
            return Err(Complaint::ParentState);
        }
        Ok((task.seed % 4_294_967_295).to_string())
    }

    /// A task's picture.
    pub fn sight(&self, id: &str, sight: Sight) -> Option<Shown> {
        let task = self.tasks.get(id)?;
        match &task.picture {
            Picture::None => None,
            Picture::Given(bytes) => Some(Shown::Given(bytes.clone())),
            Picture::Drawn(frames) => {
                let side = match (task.action.is_grid(), task.action) {
                    (true, _) => 512,
                    (_, Action::UpscaleMore) => 1536,
                    _ => 1024,
                };
                let (blur, side) = match sight {
                    Sight::Finished => (None, side),
                    Sight::Preview(step) => (
                        Some(3u32 << step.min(7)),
                        if task.action.is_grid() { 256 } else { 512 },
                    ),
                };
                let shape = join(u64::from(blur.unwrap_or(0)), u64::from(side));
                let key = join(join(hash(id.as_bytes()), join(task.start, task.seed)), shape);
                Some(Shown::Drawn(Arc::new(Painting {
                    frames: frames.clone(),
                    side,
                    blur,
                    key,
                })))
            }
        }
    }

    fn blank(&mut self, action: Action, of: &Submission, now: u64) -> Task {
        // Milliseconds and three digits, as the servers make them; but never the same twice.
        let id = (now * 1000 + (join(self.settings.seed, self.serial + 1) % 1000)).max(self.last_id + 1);
        let seed = join(self.settings.seed, id);
        let niji = of
            .bot
            .as_deref()
            .is_some_and(|bot| bot.to_ascii_lowercase().starts_with("niji"));
        Task {
            id: id.to_string(),
            action,
            prompt: None,
            final_prompt: String::new(),
            command: String::new(),
            state: of.state.clone(),
            notify_hook: of.notify_hook.clone(),
            bot: if niji { "NIJI_JOURNEY" } else { "MID_JOURNEY" },
            custom_id: None,
            parent: None,
            submitted: now,
            question: None,
            start: now,
            duration: 0,
            script: Script::Success,
            doom: None,
            picture: Picture::None,
            findings: Vec::new(),
            uuid: uuid(seed),
            seed,
            remix: false,
        }
    }

    /// Puts a prompt into a task.
    fn write(&self, task: &mut Task, text: &str) {
        let parsed = prompt::parse(text);
        let known = text
            .split_whitespace()
            .any(|word| matches!(word, "--v" | "--version" | "--niji"));
        let version = if task.bot == "NIJI_JOURNEY" {
            "--niji 6"
        } else {
            "--v 6.1"
        };
        task.final_prompt = if known {
            text.to_owned()
        } else {
            format!("{text} {version}")
        };
        task.prompt = Some(text.to_owned());
        task.script = parsed.script;
        task.remix = parsed.remix;
    }

    fn duration(&self, task: &Task) -> u64 {
        let pace = task
            .prompt
            .as_deref()
            .map_or(1.0, |text| prompt::parse(text).pace);
        ((self.settings.task_ms as f64 * f64::from(task.action.share() * pace)) as u64).max(1)
    }

    fn start(&mut self, mut task: Task, now: u64) -> Outcome {
        task.duration = self.duration(&task);
        match self.queue.take(now, task.duration) {
            Place::Full => Outcome::Full,
            Place::Taken { start, ahead } => {
                task.start = start;
                let id = task.id.clone();
                self.keep(task);
                placed(id, start, ahead, now)
            }
        }
    }

    fn keep(&mut self, task: Task) {
        self.last_id = task.id.parse().unwrap_or(self.last_id);
        self.serial += 1;
        self.tasks.insert(task.id.clone(), task);
    }

    /// The same prompt gives the same picture, and another seed of the gateway another one.
    fn picture_seed(&self, text: &str) -> u64 {
        let wish = text
            .split_once("--seed ")
            .and_then(|(_, rest)| rest.split_whitespace().next());
        wish.and_then(|seed| seed.parse().ok())
            .map_or(self.settings.seed, |seed: u64| join(self.settings.seed, seed))
    }
}

/// A picture that is ready, or can be drawn.
#[derive(Clone, Debug)]
pub enum Shown {
    /// As the client sent it.
    Given(Arc<Vec<u8>>),
    /// To be drawn.
    Drawn(Arc<Painting>),
}

/// Servers tell of the queue only from the second waiting task on.
fn placed(id: String, start: u64, ahead: usize, now: u64) -> Outcome {
    if start > now && ahead > 0 {
        Outcome::Queued(id, ahead)
    } else {
        Outcome::Accepted(id)
    }
}

fn judge(text: &str, manners: Manners, task: &mut Task) -> Option<Outcome> {
    let word = prompt::banned(text)?.to_owned();
    if manners.bans_at_submit {
        return Some(Outcome::Banned {
            word,
            prompt: text.to_owned(),
        });
    }
    task.doom = Some("可能包含敏感词");
    None
}

fn images(of: &Submission, manners: Manners) -> Option<Vec<DataUrl>> {
    of.images
        .iter()
        .map(|image| data_url::read(image, manners.lenient_images))
        .collect()
}

fn palette(images: &[DataUrl], seed: u64) -> Palette {
    let colours: Vec<[f32; 3]> = images
        .iter()
        .flat_map(|image| Upload::colours(&image.bytes))
        .collect();
    Palette::of(&colours, seed)
}
