//! Where the work is done: the tasks, and everything that can be submitted. It knows no dialect.

mod modal;
mod press;
mod show;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use show::{Shown, media_type};

use crate::data_url::{self, DataUrl};
use crate::picture::{Palette, Upload, grid};
use crate::prompt::{self, Script};
use crate::queue::{Place, Queue};
use crate::seeded::{hash, join, uuid};
use crate::settings::Settings;
use crate::submission::{Complaint, Outcome, Submission};
use crate::task::{Action, Picture, Task};
use crate::wording;

/// How a dialect wants its submits judged.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Takes payloads that are no pictures, and bare base64.
    pub lenient_images: bool,
    /// Takes http addresses for pictures.
    pub image_links: bool,
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

    /// All tasks, oldest first.
    pub fn tasks(&self) -> impl DoubleEndedIterator<Item = &Task> {
        self.tasks.values()
    }

    /// How many tasks were ever accepted.
    pub fn accepted(&self) -> u64 {
        self.serial
    }

    /// The id of the task that was accepted last; 0 before the first.
    pub fn last_id(&self) -> u64 {
        self.last_id
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
        task.picture = if media_type(&bytes).is_some() {
            Picture::Given(bytes)
        } else {
            // The guide's `xxx` and the like: there is nothing to show, so something is drawn from it.
            let palette = Palette::of(&Upload::colours(&bytes), self.settings.seed);
            let [frame, ..] = grid("", 1.0, hash(&bytes), Some(&palette));
            Picture::Drawn([frame].into())
        };
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

    fn blank(&mut self, action: Action, of: &Submission, now: u64) -> Task {
        // Milliseconds and three digits, as the servers make them; but never the same twice.
        let id = (now.saturating_mul(1000) + (join(self.settings.seed, self.serial + 1) % 1000))
            .max(self.last_id + 1);
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
        match self.queue.take(now, task.busy()) {
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
    let read = |image: &String| match data_url::read(image, manners.lenient_images) {
        // The sandbox fetches nothing: the address itself stands for its picture.
        None if manners.image_links && (image.starts_with("http://") || image.starts_with("https://")) => {
            Some(DataUrl {
                kind: "image/png".into(),
                bytes: image.clone().into_bytes(),
            })
        }
        other => other,
    };
    of.images.iter().map(read).collect()
}

fn palette(images: &[DataUrl], seed: u64) -> Palette {
    let colours: Vec<[f32; 3]> = images
        .iter()
        .flat_map(|image| Upload::colours(&image.bytes))
        .collect();
    Palette::of(&colours, seed)
}
