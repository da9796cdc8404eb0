//! The prompts that a describe or a shorten found. The npm package has the same in `pkg/display.js`; `tests/fixtures/display.json` holds
//! both to one table.

use super::Json;

/// Returns the prompts of a task, without Markdown. Empty for other tasks, and if its text has no numbered prompts: novicezk ends a
/// describe that Midjourney refused as SUCCESS, with the refusal in place of the prompts.
pub fn of(task: &Json) -> Vec<String> {
    let final_prompt = task
        .field("properties")
        .and_then(|properties| properties.filled("finalPrompt"));
    let texts = match task.filled("action").as_deref() {
        Some("DESCRIBE") => vec![final_prompt, task.filled("prompt"), task.filled("promptEn")],
        // Its other texts are the prompt that was shortened.
        Some("SHORTEN") => vec![final_prompt],
        _ => return Vec::new(),
    };
    texts
        .into_iter()
        .flatten()
        .map(|text| numbered(&text))
        .find(|prompts| !prompts.is_empty())
        .unwrap_or_default()
}

/// Returns the prompts of a text in which 1️⃣, 2️⃣ … stand before them.
fn numbered(text: &str) -> Vec<String> {
    let Some((_, mut rest)) = split_at_keycap(text, '1') else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    // In order: a keycap of another number belongs to the prompt.
    for number in '2'..='9' {
        let Some((piece, after)) = split_at_keycap(rest, number) else {
            break;
        };
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
        .into_iter()
        .map(|piece| without_markdown(&first_paragraph(piece)))
        .filter(|prompt| !prompt.is_empty())
        .collect()
}

/// Splits at the first keycap of this number. Gateways write it with and without the variation selector.
fn split_at_keycap(text: &str, number: char) -> Option<(&str, &str)> {
    text.match_indices(number).find_map(|(at, digit)| {
        let after = text.get(at + digit.len()..)?;
        let after = after.strip_prefix('\u{fe0f}').unwrap_or(after);
        Some((text.get(..at)?, after.strip_prefix('\u{20e3}')?))
    })
}

/// Returns the text up to a blank line or a heading, in one line.
fn first_paragraph(text: &str) -> String {
    let mut lines = text.trim_start().lines();
    let first = lines.next().unwrap_or_default();
    let more = lines.take_while(|line| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#')
    });
    let words: Vec<&str> = std::iter::once(first)
        .chain(more)
        .flat_map(str::split_whitespace)
        .collect();
    words.join(" ")
}

fn without_markdown(text: &str) -> String {
    let unmarked = ["**", "~~", "`"]
        .iter()
        .fold(without_links(text), |text, mark| without_pairs(&text, mark));
    unmarked.trim().into()
}

/// Replaces `[words](url)`, as Midjourney once wrote the names of artists, by its words.
fn without_links(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("](") {
        match (before.rsplit_once('['), after.split_once(')')) {
            (Some((start, words)), Some((_, end))) if !words.contains(']') => {
                kept.push_str(start);
                kept.push_str(words);
                rest = end;
            }
            _ => {
                kept.push_str(before);
                kept.push_str("](");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Removes a mark that comes in pairs. One without a partner, the last, stays.
fn without_pairs(text: &str, mark: &str) -> String {
    let mut unmarked = String::new();
    let count = text.matches(mark).count();
    for (index, piece) in text.split(mark).enumerate() {
        if index == count && count % 2 == 1 {
            unmarked.push_str(mark);
        }
        unmarked.push_str(piece);
    }
    unmarked
}
