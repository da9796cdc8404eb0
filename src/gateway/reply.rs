//! The response to a submit.

use super::{Json, code::Code, id, refusal::Refusal, refusal::envelope_code, text::contains, verb::Verb};

/// A submit that the gateway accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The task's ID.
    pub id: String,
    /// All IDs with commas between them, if one submit made several tasks ("Imagine all" on trueai).
    pub ids: Option<String>,
    /// The envelope's code: 1, 21 or 22.
    pub gateway_code: i32,
    /// Number of tasks that wait before this one.
    pub queue_position: Option<u32>,
    /// Whether the task waits for `/submit/modal` before it starts.
    pub wants_modal: bool,
    /// Whether this is an earlier task of the same submit.
    pub existed: bool,
}

/// Reads the response to a submit. The body decides, not the content type. A success in the body counts only with a success
/// in HTTP.
pub fn read(verb: Verb, status: u16, json: Option<&Json>, text: &str) -> Result<Receipt, Refusal> {
    accepted(verb, status, json).map_err(|code| Refusal::read(status, json, text, code))
}

fn accepted(verb: Verb, status: u16, json: Option<&Json>) -> Result<Receipt, Option<Code>> {
    let envelope = json.ok_or(None)?;
    let gateway_code = envelope_code(envelope).ok_or(None)?;
    let description = envelope.filled("description").unwrap_or_default();
    let says = |words: &str| contains(&description, words);
    if !(200..300).contains(&status) || !matches!(gateway_code, 1 | 21 | 22) {
        return Err(Some(match gateway_code {
            // "The parent is gone" or "no account": if both are possible, only the word 账号 (account) distinguishes them.
            3 if verb.has_parent() && !says("账号") => Code::TaskNotFound,
            3 => Code::Unavailable,
            4 => Code::Validation,
            5 => Code::UpstreamFailure,
            9 if says("队列已满") || says("queue is full") => Code::QueueFull,
            9 => Code::GatewayFailure,
            23 => Code::QueueFull,
            24 => Code::BannedPrompt,
            30 => Code::RateLimited,
            _ => Code::Refused,
        }));
    }
    let result = envelope
        .field("result")
        .as_ref()
        .and_then(id::read)
        .unwrap_or_default();
    let comma = result.bytes().position(|byte| byte == b',');
    let id = result
        .get(..comma.unwrap_or(result.len()))
        .unwrap_or_default()
        .trim_ascii()
        .to_owned();
    if !id::is_valid(&id) {
        return Err(Some(Code::AcceptedWithoutId));
    }
    let properties = envelope.field("properties");
    let property = |key: &str| properties.as_ref().and_then(|properties| properties.field(key));
    // 21 is either "the task exists already" (an old novicezk, which then shows its status) or "confirm first". A relay turns
    // the latter into 1, and only the words or the property show it.
    let confirm =
        says("confirm") || says("窗口等待") || property("remix").is_some_and(|remix| remix.is_true());
    let existed = property("status").is_some() || says("任务已存在");
    Ok(Receipt {
        id,
        ids: comma.map(|_| result),
        gateway_code,
        queue_position: property("numberOfQueues")
            .and_then(|number| number.number())
            .map(|number| number as u32),
        wants_modal: confirm || gateway_code == 21 && !existed,
        existed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, text: &str) -> Result<Receipt, Refusal> {
        let json = Json::parse(text);
        read(Verb::Imagine, status, json.as_ref(), text)
    }

    #[test]
    fn an_id_is_found_in_every_form_of_result() {
        for (result, wanted) in [
            ("\"1\"", Some("1")),
            ("1320098173412546", Some("1320098173412546")),
            ("\"1,2\"", Some("1")),
            ("\" 1\"", Some("1")),
            ("null", None),
            ("\" \"", None),
            ("\"..\"", None),
            ("\"../../admin\"", None),
            ("[\"http://x\"]", None),
            ("\"\"", None),
            ("{}", None),
        ] {
            let reply = reply(200, &format!(r#"{{"code":1,"result":{result}}}"#));
            match wanted {
                Some(id) => assert_eq!(reply.unwrap().id, id),
                None => {
                    let refusal = reply.unwrap_err();
                    assert_eq!(
                        (refusal.code, refusal.maybe_submitted),
                        (Code::AcceptedWithoutId, true)
                    );
                }
            }
        }
        assert_eq!(
            reply(200, r#"{"code":1,"result":"1, 2"}"#)
                .unwrap()
                .ids
                .as_deref(),
            Some("1, 2")
        );
        assert_eq!(
            reply(200, r#"{"code":1}"#).unwrap_err().code,
            Code::AcceptedWithoutId
        );
    }

    #[test]
    fn code_21_has_two_meanings_and_a_relay_hides_one() {
        for (text, modal) in [
            (
                r#"{"code":21,"description":"任务已存在","result":"1","properties":{"status":"SUCCESS"}}"#,
                false,
            ),
            (r#"{"code":21,"description":"窗口等待","result":"1"}"#, true),
            (
                r#"{"code":21,"result":"1","properties":{"finalPrompt":"x","remix":true}}"#,
                true,
            ),
            (
                r#"{"code":1,"description":"Waiting for window confirm","result":"1"}"#,
                true,
            ),
            (r#"{"code":1,"result":"1","properties":{"remix":true}}"#, true),
            (
                r#"{"code":1,"description":"提交成功","result":"1","properties":{}}"#,
                false,
            ),
        ] {
            assert_eq!(reply(200, text).unwrap().wants_modal, modal, "{text}");
        }
    }

    #[test]
    fn a_success_in_the_body_needs_a_success_in_http() {
        assert_eq!(
            reply(400, r#"{"code":1,"result":"1"}"#).unwrap_err().code,
            Code::Refused
        );
        assert_eq!(
            reply(500, r#"{"code":1,"result":"1"}"#).unwrap_err().code,
            Code::Server
        );
    }

    #[test]
    fn a_queue_position_is_read() {
        let text = r#"{"code":22,"description":"排队中","result":"1","properties":{"numberOfQueues":2}}"#;
        assert_eq!(reply(200, text).unwrap().queue_position, Some(2));
    }
}
