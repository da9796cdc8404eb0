//! Which endpoint a path means.

/// A path split at its `mj` segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Route<'a> {
    /// What stands before `/mj`, without slashes at its ends: `""`, `"fast"`, `"a/b"`.
    pub prefix: &'a str,
    /// What is asked for.
    pub endpoint: Endpoint<'a>,
}

/// The endpoints of the API.
#[derive(Clone, Debug, PartialEq)]
pub enum Endpoint<'a> {
    /// `submit/{verb}`
    Submit(Verb),
    /// `task/{id}/fetch`
    Fetch(&'a str),
    /// `task/{id}/image-seed`
    ImageSeed(&'a str),
    /// `task/list-by-condition`
    ListByCondition,
    /// `task/list`
    List,
    /// `image/{id}`, as relays serve pictures
    Image(&'a str),
    /// anything else below `mj`
    Unknown,
}

/// What can be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A prompt into a picture.
    Imagine,
    /// Two to five pictures into one.
    Blend,
    /// A picture into prompts.
    Describe,
    /// A long prompt into short ones.
    Shorten,
    /// A button pressed.
    Action,
    /// The answer to a question that a button asked back.
    Modal,
    /// Upscale, variation or reroll in the way that was there before buttons.
    Change,
    /// The same in one line of text.
    SimpleChange,
}

/// Splits a path at its last `mj` segment; none if it has no such segment.
pub fn route(path: &str) -> Option<Route<'_>> {
    let at = if path.ends_with("/mj") {
        path.len() - 3
    } else {
        path.rfind("/mj/")?
    };
    let prefix = path.get(..at)?.trim_matches('/');
    let parts: Vec<&str> = path.get(at + 3..)?.split('/').skip(1).collect();
    let endpoint = match parts.as_slice() {
        ["submit", verb] => verb_of(verb).map_or(Endpoint::Unknown, Endpoint::Submit),
        ["task", "list-by-condition"] => Endpoint::ListByCondition,
        ["task", "list"] => Endpoint::List,
        ["task", id, "fetch"] if !id.is_empty() => Endpoint::Fetch(id),
        ["task", id, "image-seed"] if !id.is_empty() => Endpoint::ImageSeed(id),
        ["image", id] if !id.is_empty() => Endpoint::Image(id),
        _ => Endpoint::Unknown,
    };
    Some(Route { prefix, endpoint })
}

fn verb_of(word: &str) -> Option<Verb> {
    Some(match word {
        "imagine" => Verb::Imagine,
        "blend" => Verb::Blend,
        "describe" => Verb::Describe,
        "shorten" => Verb::Shorten,
        "action" => Verb::Action,
        "modal" => Verb::Modal,
        "change" => Verb::Change,
        "simple-change" => Verb::SimpleChange,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let cases = [
            ("/mj/submit/imagine", Some(("", Endpoint::Submit(Verb::Imagine)))),
            (
                "/fast/mj/submit/modal",
                Some(("fast", Endpoint::Submit(Verb::Modal))),
            ),
            (
                "/mj-fast/mj/task/12/fetch",
                Some(("mj-fast", Endpoint::Fetch("12"))),
            ),
            ("/mj/task/12/image-seed", Some(("", Endpoint::ImageSeed("12")))),
            (
                "/a/b/mj/task/list-by-condition",
                Some(("a/b", Endpoint::ListByCondition)),
            ),
            (
                "/mj/mj/submit/imagine",
                Some(("mj", Endpoint::Submit(Verb::Imagine))),
            ),
            ("/mj/task/list", Some(("", Endpoint::List))),
            ("/mj/task//fetch", Some(("", Endpoint::Unknown))),
            ("/mj/submit/nosuch", Some(("", Endpoint::Unknown))),
            ("/mj", Some(("", Endpoint::Unknown))),
            ("/MJ/submit/imagine", None),
            ("/", None),
        ];
        for (path, expected) in cases {
            assert_eq!(
                route(path),
                expected.map(|(prefix, endpoint)| Route { prefix, endpoint }),
                "{path}"
            );
        }
    }
}
