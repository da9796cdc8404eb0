//! The texts that a describe and a shorten come back with.

use crate::seeded::Stream;

/// Four prompts for a picture of that seed.
pub fn descriptions(seed: u64, aspect: &str) -> Vec<String> {
    const WHAT: [&str; 8] = [
        "a wide valley under a low sun",
        "a quiet sea with one small sail",
        "layered hills fading into mist",
        "ribbons of folded paper",
        "a pine forest below the northern lights",
        "dunes after the wind has gone",
        "a lone cat watching the horizon",
        "a full moon over dark water",
    ];
    const HOW: [&str; 8] = [
        "minimalist vector art",
        "soft gouache",
        "risograph print",
        "paper-cut layers",
        "flat poster art of the 1960s",
        "watercolor with long gradients",
        "clean children's book illustration",
        "matte painting in muted tones",
    ];
    const LIGHT: [&str; 5] = [
        "golden hour",
        "blue hour",
        "gentle backlight",
        "a pale dawn",
        "warm haze",
    ];
    let mut stream = Stream::new(seed);
    let (what, how) = (stream.below(8), stream.below(8));
    ["1️⃣", "2️⃣", "3️⃣", "4️⃣"]
        .iter()
        .enumerate()
        .map(|(at, digit)| {
            let light = LIGHT[stream.below(LIGHT.len())];
            format!(
                "{digit} {}, {}, {light} --ar {aspect}",
                WHAT[(what + at * 3) % 8],
                HOW[(how + at) % 8]
            )
        })
        .collect()
}

/// A prompt's words weighed, and five shorter prompts, in the bot's markdown; and the five alone.
pub fn shortened(prompt: &str, seed: u64) -> (String, Vec<String>) {
    let mut stream = Stream::new(seed);
    let words: Vec<(&str, usize)> = prompt
        .split_whitespace()
        .map(|word| {
            let plain = word.trim_matches(|letter: char| !letter.is_alphanumeric());
            (
                word,
                if plain.chars().count() < 4 {
                    1
                } else {
                    2 + stream.below(8)
                },
            )
        })
        .collect();
    let weighed: Vec<String> = words
        .iter()
        .map(|(word, weight)| match weight {
            7.. => format!("**{word}**"),
            4.. => (*word).to_owned(),
            _ => format!("~~{word}~~"),
        })
        .collect();
    let shorter: Vec<String> = [3, 4, 5, 7, 8]
        .iter()
        .map(|least| {
            let kept: Vec<&str> = words
                .iter()
                .filter(|(_, weight)| weight >= least)
                .map(|(word, _)| *word)
                .collect();
            let kept = if kept.is_empty() {
                words.iter().take(2).map(|(word, _)| *word).collect()
            } else {
                kept
            };
            kept.join(" ").trim_end_matches([',', '.']).to_owned()
        })
        .collect();
    let digits = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"];
    let list: Vec<String> = shorter
        .iter()
        .zip(digits)
        .map(|(text, digit)| format!("{digit} {text}"))
        .collect();
    let text = format!(
        "## Important tokens\n{}\n## Shortened prompts\n{}",
        weighed.join(" "),
        list.join("\n\n")
    );
    (text, shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_in_their_numbers() {
        let four = descriptions(5, "3:2");
        assert_eq!(four.len(), 4);
        assert!(four.iter().all(|text| text.ends_with("--ar 3:2")));
        let (text, five) = shortened(
            "a very detailed drawing of a cat, in the style of an old master",
            3,
        );
        assert_eq!(five.len(), 5);
        assert!(five.iter().all(|short| !short.is_empty()));
        assert!(text.starts_with("## Important tokens\n") && text.contains("5️⃣ "));
        assert_eq!(shortened("cat", 1).1.len(), 5);
    }
}
