//! The manners of the gateways: one file each.

mod guide;
mod new_api;
mod novicezk;
mod plus;
mod spring;
mod trueai;

use serde_json::{Value, json};

use crate::message::{Answer, Request};
use crate::route::{Route, Verb};
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::{Outcome, Submission};
use crate::task::{Look, Sight, Task};

use guide::Guide;
use new_api::NewApi;

/// Whose manners a gateway has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The gateway of the API guide, leniently.
    Guide,
    /// novicezk/midjourney-proxy.
    Novicezk,
    /// litter-coder/midjourney-proxy-plus.
    Plus,
    /// trueai-org/midjourney-proxy.
    Trueai,
    /// The relay new-api.
    NewApi,
}

impl Dialect {
    /// All of them, with their names.
    pub const ALL: [(Dialect, &'static str); 5] = [
        (Self::Guide, "guide"),
        (Self::Novicezk, "novicezk"),
        (Self::Plus, "plus"),
        (Self::Trueai, "trueai"),
        (Self::NewApi, "new-api"),
    ];

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(dialect, _)| dialect)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(dialect, _)| *dialect == self)
            .map_or("", |(_, name)| name)
    }
}

/// Has the studio do what was submitted.
fn submit(studio: &mut Studio, verb: Verb, of: &Submission, manners: Manners, now: u64) -> Outcome {
    match verb {
        Verb::Imagine => studio.imagine(of, manners, now),
        Verb::Blend => studio.blend(of, manners, now),
        Verb::Describe => studio.describe(of, manners, now),
        Verb::Shorten => studio.shorten(of, manners, now),
        Verb::Action => studio.action(of, manners, now),
        Verb::Modal => studio.modal(of, manners, now),
        Verb::Change => studio.change(of, now),
        Verb::SimpleChange => studio.simple_change(of, now),
    }
}

/// An answer in JSON.
fn as_json(status: u16, content_type: &str, body: &Value) -> Answer {
    Answer::text(status, content_type, body.to_string())
}

/// An answer in JSON as Go writes it: `<`, `>` and `&` escaped. They occur in strings only.
fn go_json(status: u16, content_type: &str, body: &Value) -> Answer {
    let text = body
        .to_string()
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e");
    Answer::text(status, content_type, text)
}

/// The key in a header, without the scheme in front of it if there may be one.
fn bearer(value: &str) -> &str {
    let value = value.trim();
    match value {
        // HTTP has trimmed what stood for the key.
        "Bearer" | "bearer" => "",
        _ => value
            .strip_prefix("Bearer ")
            .or_else(|| value.strip_prefix("bearer "))
            .unwrap_or(value)
            .trim(),
    }
}

/// Where a picture of this server is to be had.
fn picture_url(request: &Request, id: &str, sight: Sight) -> String {
    let origin = request.origin();
    match sight {
        Sight::Finished => format!("{origin}/sandbox/picture/{id}.png"),
        Sight::Preview(step) => format!("{origin}/sandbox/picture/{id}.png?step={step}"),
    }
}

/// The buttons of a task, as all but the relay order their keys.
fn button_list(task: &Task, look: &Look) -> Value {
    let list = task.buttons(look).into_iter().map(|button| {
        json!({"customId": button.custom_id, "emoji": button.emoji, "label": button.label, "style": 2, "type": 2})
    });
    list.collect()
}

/// `2026-11-23T07:07:49.671+00:00`
fn iso(now: u64) -> String {
    let (year, month, day, second) = calendar(now);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}.{:03}+00:00",
        second % 60,
        now % 1000
    )
}

/// `2026-08-03 12:11:59`
fn local_time(now: u64) -> String {
    iso(now).replace('T', " ").chars().take(19).collect()
}

/// `20261123071959`
fn digits(now: u64) -> String {
    iso(now).chars().filter(char::is_ascii_digit).take(14).collect()
}

/// Year, month, day, and second of the day, for a time in ms since 1970 (civil from days, by Howard Hinnant).
fn calendar(now: u64) -> (u64, u64, u64, u64) {
    let seconds = now / 1000;
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (
        year,
        month,
        of_year - (153 * shifted + 2) / 5 + 1,
        seconds % 86_400,
    )
}

/// A dialect at work, with what it has to remember.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    Guide(Guide),
    Spring(spring::Server),
    Trueai,
    NewApi(Box<NewApi>),
}

impl Manner {
    pub fn new(dialect: Dialect, studio: &mut Studio) -> Self {
        match dialect {
            Dialect::Guide => Self::Guide(Guide::new(studio)),
            Dialect::Novicezk => Self::Spring(novicezk::SERVER),
            Dialect::Plus => Self::Spring(plus::SERVER),
            Dialect::Trueai => Self::Trueai,
            Dialect::NewApi => Self::NewApi(Box::default()),
        }
    }

    pub fn answer(
        &mut self,
        settings: &Settings,
        studio: &mut Studio,
        request: &Request,
        route: Option<Route<'_>>,
        now: u64,
    ) -> Answer {
        match self {
            Self::Guide(guide) => guide.answer(settings, studio, request, route, now),
            Self::Spring(server) => server.answer(settings, studio, request, now),
            Self::Trueai => trueai::answer(settings, studio, request, route, now),
            Self::NewApi(relay) => relay.answer(settings, studio, request, route, now),
        }
    }

    /// What lets web pages read an answer, where the gateway lets them.
    pub fn open(&self, request: &Request, answer: Answer) -> Answer {
        match self {
            Self::Guide(_) => guide::open(answer),
            Self::Spring(_) => answer,
            Self::Trueai => trueai::open(request, answer),
            Self::NewApi(_) => new_api::open(request, answer),
        }
    }

    /// Pictures come from the gateway's own image host: open to scripts only in the lenient dialect, as real ones are to nobody.
    pub fn pictures(&self, answer: Answer) -> Answer {
        let answer = answer.with("cache-control", "no-store");
        match self {
            Self::Guide(_) => answer.with("access-control-allow-origin", "*"),
            _ => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(iso(1_795_417_669_671), "2026-11-23T07:07:49.671+00:00");
        assert_eq!(local_time(951_782_399_000), "2000-02-28 23:59:59");
        assert_eq!(digits(951_868_799_000), "20000229235959");
    }

    #[test]
    fn names() {
        for (dialect, name) in Dialect::ALL {
            assert_eq!(Dialect::named(name), Some(dialect));
            assert_eq!(dialect.name(), name);
        }
    }
}
