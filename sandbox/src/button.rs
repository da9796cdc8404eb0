//! The buttons under a finished task, and what their custom ids mean.

use crate::task::Action;

/// One button, as every gateway that has buttons shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What is sent when it is pressed.
    pub custom_id: String,
    /// An emoji, a Discord emoji's name, or nothing.
    pub emoji: &'static str,
    /// A text, or nothing.
    pub label: String,
}

/// What a custom id asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// U1–U4.
    Upscale(usize),
    /// V1–V4.
    Vary(usize),
    /// 🔄 under a grid.
    Reroll,
    /// Upscale (Subtle), or with `true` (Creative).
    UpscaleMore(bool),
    /// Vary (Subtle), or with `true` (Strong).
    VaryOne(bool),
    /// Vary (Region): asks for a mask.
    Region,
    /// Zoom Out by that many percent of the old picture.
    ZoomOut(u32),
    /// Make Square.
    Square,
    /// Custom Zoom: asks for a prompt.
    CustomZoom,
    /// ⬅️➡️⬆️⬇️ as a direction.
    Pan(i8, i8),
    /// 1️⃣–4️⃣ under a description.
    Imagine(usize),
    /// 🔄 under a description.
    DescribeAgain,
    /// 1️⃣–5️⃣ under a shortened prompt.
    ImagineShort(usize),
}

/// The buttons of a finished task. `U` is the uuid of its job.
pub fn buttons(action: Action, uuid: &str) -> Vec<Button> {
    let button = |custom_id: String, emoji, label: &str| Button {
        custom_id,
        emoji,
        label: label.into(),
    };
    match action {
        Action::Describe => (1..=4)
            .map(|n| button(format!("MJ::Job::PicReader::{n}"), DIGITS[n - 1], ""))
            .chain([button("MJ::Picread::Retry".into(), "🔄", "")])
            .collect(),
        Action::Shorten => (1..=5)
            .map(|n| button(format!("MJ::Job::PromptAnalyzer::{n}"), DIGITS[n - 1], ""))
            .collect(),
        Action::Upscale | Action::UpscaleMore => {
            let more = [
                (
                    "MJ::JOB::upsample_v6r1_2x_subtle::1::U::SOLO",
                    "upscale_1",
                    "Upscale (Subtle)",
                ),
                (
                    "MJ::JOB::upsample_v6r1_2x_creative::1::U::SOLO",
                    "upscale_1",
                    "Upscale (Creative)",
                ),
            ];
            let rest = [
                ("MJ::JOB::low_variation::1::U::SOLO", "🪄", "Vary (Subtle)"),
                ("MJ::JOB::high_variation::1::U::SOLO", "🪄", "Vary (Strong)"),
                ("MJ::Inpaint::1::U::SOLO", "🖌️", "Vary (Region)"),
                ("MJ::Outpaint::50::1::U::SOLO", "🔍", "Zoom Out 2x"),
                ("MJ::Outpaint::75::1::U::SOLO", "🔍", "Zoom Out 1.5x"),
                ("MJ::CustomZoom::U", "🔍", "Custom Zoom"),
                ("MJ::Outpaint::100::1::U::SOLO", "↔️", "Make Square"),
                ("MJ::JOB::pan_left::1::U::SOLO", "⬅️", ""),
                ("MJ::JOB::pan_right::1::U::SOLO", "➡️", ""),
                ("MJ::JOB::pan_up::1::U::SOLO", "⬆️", ""),
                ("MJ::JOB::pan_down::1::U::SOLO", "⬇️", ""),
            ];
            let more = more.into_iter().filter(|_| action == Action::Upscale);
            more.chain(rest)
                .map(|(id, emoji, label)| button(id.replace("::U", &format!("::{uuid}")), emoji, label))
                .collect()
        }
        _ => {
            let upscale =
                (1..=4).map(|n| button(format!("MJ::JOB::upsample::{n}::{uuid}"), "", &format!("U{n}")));
            let reroll = [button(format!("MJ::JOB::reroll::0::{uuid}::SOLO"), "🔄", "")];
            let vary =
                (1..=4).map(|n| button(format!("MJ::JOB::variation::{n}::{uuid}"), "", &format!("V{n}")));
            upscale.chain(reroll).chain(vary).collect()
        }
    }
}

const DIGITS: [&str; 5] = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"];

/// Reads a custom id; none for buttons that nobody serves.
pub fn press(custom_id: &str) -> Option<Press> {
    let parts: Vec<&str> = custom_id.split("::").collect();
    let number = |text: &str, most: usize| text.parse().ok().filter(|n| (1..=most).contains(n));
    Some(match parts.as_slice() {
        ["MJ", "JOB", "upsample", n, _, ..] => Press::Upscale(number(n, 4)?),
        ["MJ", "JOB", "variation", n, _, ..] => Press::Vary(number(n, 4)?),
        ["MJ", "JOB", "reroll", _, _, ..] => Press::Reroll,
        ["MJ", "JOB", "low_variation", ..] => Press::VaryOne(false),
        ["MJ", "JOB", "high_variation", ..] => Press::VaryOne(true),
        ["MJ", "JOB", "pan_left", ..] => Press::Pan(-1, 0),
        ["MJ", "JOB", "pan_right", ..] => Press::Pan(1, 0),
        ["MJ", "JOB", "pan_up", ..] => Press::Pan(0, -1),
        ["MJ", "JOB", "pan_down", ..] => Press::Pan(0, 1),
        ["MJ", "JOB", kind, ..] if kind.starts_with("upsample_v") => {
            Press::UpscaleMore(kind.ends_with("creative"))
        }
        ["MJ", "Inpaint", _, _, ..] => Press::Region,
        ["MJ", "Outpaint", "100", ..] => Press::Square,
        ["MJ", "Outpaint", percent, ..] => {
            Press::ZoomOut(percent.parse().ok().filter(|n| (25..100).contains(n))?)
        }
        ["MJ", "CustomZoom", _, ..] => Press::CustomZoom,
        ["MJ", "Job", "PicReader", n] => Press::Imagine(number(n, 4)?),
        ["MJ", "Picread", "Retry"] => Press::DescribeAgain,
        ["MJ", "Job" | "JOB", "PromptAnalyzer", n] => Press::ImagineShort(number(n, 5)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_can_be_pressed() {
        for action in [
            Action::Imagine,
            Action::Upscale,
            Action::UpscaleMore,
            Action::Describe,
            Action::Shorten,
        ] {
            let all = buttons(action, "26d56b92-4ed6-45e2-8561-563797923135");
            assert!(!all.is_empty());
            for button in all {
                assert!(press(&button.custom_id).is_some(), "{}", button.custom_id);
                assert!(!(button.emoji.is_empty() && button.label.is_empty()));
            }
        }
    }

    #[test]
    fn outpaint_numbers_read_backwards() {
        assert_eq!(press("MJ::Outpaint::50::1::u::SOLO"), Some(Press::ZoomOut(50)));
        assert_eq!(
            press("MJ::JOB::upsample::2::3dbbd469-36af-4a0f-8f02-df6c579e7011"),
            Some(Press::Upscale(2))
        );
        for unknown in [
            "",
            "MJ",
            "MJ::JOB",
            "MJ::JOB::upsample",
            "MJ::JOB::upsample::5::u",
            "MJ::BOOKMARK::u",
            "MJ::JOB::animate_high::1::u",
        ] {
            assert_eq!(press(unknown), None, "{unknown}");
        }
    }
}
