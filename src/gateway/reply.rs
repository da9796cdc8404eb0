//! The response to a submit.

use super::{
    Json,
    code::Code,
    id,
    refusal::{self, Reason, Refusal, envelope_code},
    text::contains,
    verb::Verb,
};

/// A submit that the gateway accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The task's ID.
    pub id: String,
    /// All IDs with commas between them, if one submit made several tasks ("Imagine all" on trueai).
    pub ids: Option<String>,
    /// The envelope's code: 1, 21 or 22 in the protocol's own. A reseller's envelope may have none.
    pub gateway_code: Option<i32>,
    /// Number of tasks that wait before this one.
    pub queue_position: Option<u32>,
    /// Whether the task waits for `/submit/modal` before it starts.
    pub wants_modal: bool,
    /// Whether this is an earlier task of the same submit.
    pub existed: bool,
}

/// Reads the response to a submit on the task `parent`, if any. The body decides, not the content type. A success in the body counts
/// only with a success in HTTP.
pub fn read(
    verb: Verb,
    parent: Option<&str>,
    status: u16,
    json: Option<&Json>,
    text: &str,
) -> Result<Receipt, Refusal> {
    accepted(verb, parent, status, json).map_err(|code| {
        let mut refusal = Refusal::read(status, json, text, code);
        if verb.has_parent() && status == 400 && is_lost_task(json) {
            refusal.code = Code::TaskNotFound;
        }
        if refusal.reason == Some(Reason::NoRoute) {
            refusal.code = Code::Unsupported;
        }
        refusal
    })
}

/// How relays say that they have no row of a task.
pub(super) fn is_lost_task(json: Option<&Json>) -> bool {
    let words = json
        .and_then(|envelope| envelope.filled("description"))
        .unwrap_or_default();
    contains(&words, "task_not_found") || contains(&words, "task_no_found")
}

/// Returns the ID in an envelope that refuses nothing, or an empty text.
///
/// The protocol has it in `result`. Resellers wrap it: an object in `data` or `result`, or a scalar `data`. `properties` never has it.
fn result(envelope: &Json, gateway_code: Option<i32>, verb: Verb, parent: Option<&str>) -> String {
    let result = envelope.field("result");
    if matches!(gateway_code, Some(1 | 21 | 22))
        && let Some(id) = result.as_ref().and_then(id::read)
    {
        return id;
    }
    let data = envelope.field("data");
    let mut objects = [&data, &result]
        .into_iter()
        .flatten()
        .filter(|inner| inner.is_object());
    let wrapped = objects.find_map(id::of);
    let id = wrapped.or_else(|| id::read(data.as_ref()?));
    // An envelope may wrap the task that was acted on: that is no new one. A modal goes on under its own ID.
    let is_new = |id: &String| verb == Verb::Modal || parent != Some(id);
    id.filter(is_new).unwrap_or_default()
}

fn accepted(
    verb: Verb,
    parent: Option<&str>,
    status: u16,
    json: Option<&Json>,
) -> Result<Receipt, Option<Code>> {
    let envelope = json.ok_or(None)?;
    let gateway_code = envelope_code(envelope);
    let description = envelope.filled("description").unwrap_or_default();
    let says = |words: &str| contains(&description, words);
    let is_success = (200..300).contains(&status);
    if !is_success || refusal::refuses(envelope) {
        let Some(code) = gateway_code else {
            // `success: false`, or a code that is no number.
            return Err(is_success.then_some(Code::Refused));
        };
        return Err(Some(match code {
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
    let result = result(envelope, gateway_code, verb, parent);
    let comma = result.bytes().position(|byte| byte == b',');
    let id = result
        .get(..comma.unwrap_or(result.len()))
        .unwrap_or_default()
        .trim_ascii()
        .to_owned();
    if !id::is_valid(&id) {
        let is_accepted = matches!(gateway_code, Some(1 | 21 | 22));
        return Err(is_accepted.then_some(Code::AcceptedWithoutId));
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
        wants_modal: confirm || gateway_code == Some(21) && !existed,
        existed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, text: &str) -> Result<Receipt, Refusal> {
        let json = Json::parse(text);
        read(Verb::Imagine, None, status, json.as_ref(), text)
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
    fn an_id_is_found_in_a_wrapped_response() {
        for text in [
            r#"{"code":0,"message":"ok","data":{"taskId":"7"}}"#,
            r#"{"code":200,"data":{"id":7}}"#,
            r#"{"code":1,"result":{"id":"7","taskId":"8"}}"#,
            r#"{"data":{"task_id":"7"}}"#,
            r#"{"code":0,"data":"7"}"#,
            r#"{"code":1,"result":null,"data":7}"#,
            r#"{"success":true,"result":{"task_id":"7"}}"#,
        ] {
            assert_eq!(
                reply(200, text).map(|receipt| receipt.id),
                Ok("7".into()),
                "{text}"
            );
        }
        let without_code = reply(200, r#"{"data":{"task_id":"7"}}"#).unwrap();
        assert_eq!(
            without_code.gateway_code, None,
            "a code that nobody sent is not made up"
        );
        for (text, code) in [
            (r#"{"code":1,"properties":{"id":"7"}}"#, Code::AcceptedWithoutId),
            (r#"{"code":0,"result":"7"}"#, Code::BadResponse),
            (r#"{"data":{"data":{"id":"7"}}}"#, Code::BadResponse),
            (r#"{"success":false,"data":{"id":"7"}}"#, Code::Refused),
            (r#"{"code":9,"data":{"id":"7"}}"#, Code::GatewayFailure),
        ] {
            assert_eq!(reply(200, text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn the_parent_in_an_envelope_is_no_new_task() {
        let text = r#"{"code":1,"data":{"id":"7"}}"#;
        let read = |verb| read(verb, Some("7"), 200, Json::parse(text).as_ref(), text);
        assert_eq!(read(Verb::Action).unwrap_err().code, Code::AcceptedWithoutId);
        assert_eq!(read(Verb::Modal).unwrap().id, "7");
    }

    #[test]
    fn what_a_gateway_lacks_or_has_lost_is_named() {
        let refused = |verb, status, text: &str| {
            read(verb, None, status, Json::parse(text).as_ref(), text).unwrap_err()
        };
        let spring = r#"{"timestamp":"x","status":404,"error":"Not Found","path":"/mj/submit/shorten"}"#;
        assert_eq!(refused(Verb::Shorten, 404, spring).code, Code::Unsupported);
        let lost = r#"{"code":4,"description":"task_not_found ","type":"upstream_error"}"#;
        assert_eq!(refused(Verb::Action, 400, lost).code, Code::TaskNotFound);
        assert_eq!(refused(Verb::Imagine, 400, lost).code, Code::Validation);
        let parent = r#"{"code":3,"description":"关联任务不存在或已失效"}"#;
        assert_eq!(refused(Verb::Action, 404, parent).code, Code::TaskNotFound);
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
