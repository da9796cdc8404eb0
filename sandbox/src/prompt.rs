//! What is written in a prompt: parameters, control words of the sandbox, banned words.

/// A prompt taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// The words a picture is drawn from: without parameters and control words.
    pub subject: String,
    /// Width over height (`--ar 3:2`), from 1:3 to 3:1.
    pub aspect: Option<f32>,
    /// `--zoom 1.5`, from 1 to 2.
    pub zoom: Option<f32>,
    /// `--remix`: the buttons of this task ask back.
    pub remix: bool,
    /// How the task is to go.
    pub script: Script,
    /// How long it takes, against the normal time.
    pub pace: f32,
}

/// How a task goes, chosen by a control word in its prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// It succeeds.
    #[default]
    Success,
    /// `sandbox:fail`: it fails as soon as it starts.
    Fail,
    /// `sandbox:fail-late`: it fails at 62 %.
    FailLate,
    /// `sandbox:stall`: it stays at 46 % for ever.
    Stall,
    /// `sandbox:cancel`: it is cancelled at 31 %.
    Cancel,
    /// `sandbox:unknown-status`: between 46 % and 78 % its status is a word nobody knows; then it succeeds.
    UnknownStatus,
}

/// Takes a prompt apart.
pub fn parse(text: &str) -> Prompt {
    let mut prompt = Prompt {
        subject: String::new(),
        aspect: None,
        zoom: None,
        remix: false,
        script: Script::Success,
        pace: 1.0,
    };
    let mut subject: Vec<&str> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        match word {
            "sandbox:fail" => prompt.script = Script::Fail,
            "sandbox:fail-late" => prompt.script = Script::FailLate,
            "sandbox:stall" => prompt.script = Script::Stall,
            "sandbox:cancel" => prompt.script = Script::Cancel,
            "sandbox:unknown-status" => prompt.script = Script::UnknownStatus,
            "sandbox:slow" => prompt.pace = 4.0,
            "sandbox:fast" => prompt.pace = 0.1,
            "--remix" => prompt.remix = true,
            "--ar" | "--aspect" => prompt.aspect = words.next().and_then(ratio),
            "--zoom" => {
                prompt.zoom = words
                    .next()
                    .and_then(|value| value.parse().ok())
                    .filter(|zoom| (1.0..=2.0).contains(zoom))
            }
            word if word.starts_with("--") => {
                if words
                    .peek()
                    .is_some_and(|next| !next.starts_with("--") && !next.starts_with("sandbox:"))
                {
                    words.next();
                }
            }
            _ => subject.push(word),
        }
    }
    prompt.subject = subject.join(" ");
    prompt
}

/// The first banned word of a prompt, as written there. Whole words only, as servers of today do.
pub fn banned(text: &str) -> Option<&str> {
    const WORDS: [&str; 8] = [
        "nude",
        "naked",
        "nsfw",
        "gore",
        "bloodbath",
        "porn",
        "torture",
        "beheaded",
    ];
    text.split(|letter: char| !letter.is_alphanumeric())
        .find(|word| WORDS.iter().any(|banned| banned.eq_ignore_ascii_case(word)))
}

fn ratio(text: &str) -> Option<f32> {
    let (width, height) = text.split_once(':')?;
    let ratio = width.parse::<f32>().ok()? / height.parse::<f32>().ok()?;
    (ratio.is_finite() && ratio > 0.0).then(|| ratio.clamp(1.0 / 3.0, 3.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_control_words() {
        let prompt = parse("black cat sandbox:fail-late sandbox:fast --ar 3:2 --no dogs --zoom 1.5 --remix");
        assert_eq!(prompt.subject, "black cat");
        assert_eq!(prompt.aspect, Some(1.5));
        assert_eq!(prompt.zoom, Some(1.5));
        assert!(prompt.remix);
        assert_eq!(prompt.script, Script::FailLate);
        assert!(prompt.pace < 1.0);
        assert_eq!(parse("cat --zoom 3").zoom, None);
        assert_eq!(parse("cat --ar 0:0").aspect, None);
        assert_eq!(parse("猫 cat --v 6.1").subject, "猫 cat");
    }

    #[test]
    fn banned_words_are_whole_words() {
        assert_eq!(banned("a Nude body"), Some("Nude"));
        assert_eq!(banned("denuded hills, category"), None);
    }
}
