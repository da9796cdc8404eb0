//! The requests that a page may send.

use crate::gateway::{id, verb::Verb};

/// A request of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `POST submit/…`.
    Submit(Verb),
    /// `GET task/{id}/fetch`, with the ID as the page has it.
    Task(String),
    /// `POST task/list-by-condition`.
    Tasks,
    /// `GET task/list`.
    List,
    /// Another method than the path has.
    WrongMethod,
}

/// Every submit, in the order in which the documentation lists them.
const VERBS: [Verb; 7] = [
    Verb::Imagine,
    Verb::Blend,
    Verb::Describe,
    Verb::Shorten,
    Verb::Action,
    Verb::Change,
    Verb::Modal,
];

/// Returns the submit of that name.
pub fn verb(name: &str) -> Option<Verb> {
    VERBS.into_iter().find(|verb| verb.name() == name)
}

/// Finds the request of a path. What comes before the last `/mj/` says where the server mounted the proxy, and is not looked at: nothing of
/// a page's path goes to the gateway but a name from here and an ID that the proxy has signed.
pub fn find(method: &str, path: &str) -> Option<Route> {
    // Not `rfind`, whose search of texts is a tenth of the wasm.
    let at = path.as_bytes().windows(4).rposition(|part| part == b"/mj/")?;
    let path = path.get(at + "/mj".len()..)?;
    let id = || path.strip_prefix("/task/")?.strip_suffix("/fetch");
    let (wanted, route) = if let Some(verb) = VERBS.into_iter().find(|verb| verb.path() == path) {
        ("POST", Route::Submit(verb))
    } else if path == "/task/list-by-condition" {
        ("POST", Route::Tasks)
    } else if path == "/task/list" {
        ("GET", Route::List)
    } else {
        ("GET", Route::Task(id().filter(|id| id::is_valid(id))?.to_owned()))
    };
    Some(if method == wanted {
        route
    } else {
        Route::WrongMethod
    })
}

/// Returns the fields that the body of a submit may have. The proxy sends no other on: gateways in Go and C# read names in any case, so
/// `TASKID` beside `taskId` would be another's task, and trueai fetches the addresses in `tools`.
pub fn fields(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Imagine => &["prompt", "base64Array", "botType"],
        Verb::Blend => &["base64Array", "dimensions", "botType"],
        Verb::Describe => &["base64", "botType"],
        Verb::Shorten => &["prompt", "botType"],
        Verb::Action => &["taskId", "customId"],
        Verb::Change => &["taskId", "action", "index"],
        Verb::Modal => &["taskId", "prompt", "maskBase64"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requests_of_the_protocol_are_found_wherever_they_are_mounted() {
        for (path, wanted) in [
            ("/mj/submit/imagine", Route::Submit(Verb::Imagine)),
            ("/api/mj/submit/modal", Route::Submit(Verb::Modal)),
            ("/api/fast/mj/submit/change", Route::Submit(Verb::Change)),
            ("/mj/mj/submit/blend", Route::Submit(Verb::Blend)),
            ("/api/mj/task/list-by-condition", Route::Tasks),
        ] {
            assert_eq!(find("POST", path), Some(wanted), "{path}");
            assert_eq!(find("GET", path), Some(Route::WrongMethod), "{path}");
        }
        assert_eq!(find("GET", "/mj/task/list"), Some(Route::List));
        let task = Route::Task("1.a.b".into());
        assert_eq!(find("GET", "/api/mj/task/1.a.b/fetch"), Some(task));
        assert_eq!(find("DELETE", "/mj/task/1/fetch"), Some(Route::WrongMethod));
    }

    #[test]
    fn no_other_path_is_a_request() {
        for path in [
            "",
            "/",
            "/mj",
            "/mj/",
            "mj/submit/imagine",
            "/xmj/submit/imagine",
            "/mj/submit/",
            "/mj/submit/imagine/",
            "/mj/submit/Imagine",
            "/mj/submit/simple-change",
            "/mj/submit/upload-discord-images",
            "/mj//submit/imagine",
            "/mj/task/list/",
            "/mj/task/queue",
            "/mj/task/1/cancel",
            "/mj/task/1/image-seed",
            "/mj/task//fetch",
            "/mj/task/./fetch",
            "/mj/task/../fetch",
            "/mj/task/a/b/fetch",
            "/mj/task/a\\b/fetch",
            "/mj/account/list",
            "/mj/task/1/fetch/x",
            "/api/user/token",
            "/mj/task/1/fetch\n",
        ] {
            for method in ["GET", "POST"] {
                assert_eq!(find(method, path), None, "{path}");
            }
        }
    }

    #[test]
    fn a_submit_names_a_task_only_where_it_acts_on_one() {
        for verb in VERBS {
            assert_eq!(fields(verb).contains(&"taskId"), verb.has_parent(), "{verb:?}");
        }
    }

    #[test]
    fn a_verb_has_its_own_name() {
        for verb in VERBS {
            assert_eq!(super::verb(verb.name()), Some(verb));
        }
        assert_eq!(super::verb("simple-change"), None);
    }
}
