//! How people see the buttons of a task: their text, and the rows that Midjourney puts them in. The npm package has the same in
//! `pkg/display.js`; `tests/fixtures/display.json` holds both to one table.

use super::button::is_whole;

/// Most buttons in a row, as in Discord.
const LONGEST_ROW: usize = 5;

/// The families of custom IDs, by how their action begins. An action that is not listed is a family of its own.
const FAMILIES: &[(&str, &str)] = &[
    ("upsample", "upscale"),
    ("reroll", "upscale"),
    ("variation", "vary"),
    ("low_variation", "vary"),
    ("high_variation", "vary"),
    ("Inpaint", "vary"),
    ("Outpaint", "zoom"),
    ("CustomZoom", "zoom"),
    ("pan_", "pan"),
    ("animate_", "animate"),
    ("PicReader", "describe"),
    ("Picread", "describe"),
];

/// Returns the text of a button: its emoji and its label. Without a label, the name of its emoji in words; without that, its custom ID.
pub fn button_text(label: &str, emoji: &str, custom_id: &str) -> String {
    let (label, emoji) = (label.trim(), emoji.trim());
    match (label.is_empty(), emoji.chars().any(is_emoji)) {
        (false, true) => format!("{emoji} {label}"),
        (false, false) => label.into(),
        (true, true) => emoji.into(),
        (true, false) if emoji.is_empty() => custom_id.into(),
        (true, false) => repaired(emoji).map_or_else(|| emoji.replace('_', " "), String::from),
    }
}

/// Returns `true` for a sign that makes a text an emoji: a symbol, a pictograph, or the frame of a keycap. Discord's own emoji come as
/// bare names, such as `upscale_1`.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{20e3}' | '\u{2122}'..='\u{2bff}') || is_pictograph(letter)
}

fn is_pictograph(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1fbff}')
}

/// Returns the emoji that was meant by an escape of five digits, as trueai writes 🔄: `\u1F504` is read as the character U+1F50 and a 4.
fn repaired(emoji: &str) -> Option<char> {
    let code = match emoji.strip_prefix("\\u") {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => {
            let mut letters = emoji.chars();
            let (first, last) = (letters.next()?, letters.next()?);
            if letters.next().is_some() {
                return None;
            }
            u32::from(first) * 16 + last.to_digit(16)?
        }
    };
    char::from_u32(code).filter(|letter| is_pictograph(*letter))
}

/// Arranges the buttons that can be pressed in rows. As text, a button is its custom ID. A row ends where the family changes,
/// and after five buttons. A reroll stands with U1–U4, wherever the gateway lists it.
pub fn button_rows<B: AsRef<str>>(buttons: Vec<B>) -> Vec<Vec<B>> {
    let buttons: Vec<B> = buttons
        .into_iter()
        .filter(|button| is_whole(button.as_ref()))
        .collect();
    let last_upscale = buttons
        .iter()
        .rposition(|button| action(button.as_ref()) == "upsample");
    let mut at = 0..;
    let (mut ordered, after): (Vec<B>, Vec<B>) = buttons.into_iter().partition(|button| {
        let at = at.next();
        last_upscale.is_some() && (at <= last_upscale || action(button.as_ref()) == "reroll")
    });
    ordered.extend(after);

    let mut rows: Vec<Vec<B>> = Vec::new();
    for button in ordered {
        let row = rows.last_mut().filter(|row| {
            row.len() < LONGEST_ROW
                && row
                    .last()
                    .is_some_and(|before| family(before.as_ref()) == family(button.as_ref()))
        });
        match row {
            Some(row) => row.push(button),
            None => rows.push(vec![button]),
        }
    }
    rows
}

fn family(custom_id: &str) -> &str {
    let action = action(custom_id);
    let known = FAMILIES.iter().find(|(start, _)| action.starts_with(start));
    known.map_or(action, |(_, family)| family)
}

/// Returns what a custom ID does: `upsample` of `MJ::JOB::upsample::1::…`, `Inpaint` of `MJ::Inpaint::1::…`.
fn action(custom_id: &str) -> &str {
    let mut parts = custom_id.split("::").skip(1);
    let first = parts.next().unwrap_or_default();
    match parts.next() {
        Some(second) if first.eq_ignore_ascii_case("job") => second,
        _ => first,
    }
}
