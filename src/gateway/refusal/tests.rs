use super::*;

#[test]
fn doubt_follows_status_and_code() {
    for (status, code, full, doubt) in [
        (401, None, false, false),
        (403, Some(5), false, false),
        (404, None, false, false),
        (405, None, false, false),
        (413, None, false, false),
        (415, None, false, false),
        (429, None, false, false),
        (400, None, false, false),
        (400, Some(4), false, false),
        (400, Some(5), false, true),
        (200, Some(3), false, false),
        (200, Some(4), false, false),
        (200, Some(23), false, false),
        (200, Some(24), false, false),
        (200, Some(30), false, false),
        (200, Some(-1), false, false),
        (200, Some(9), true, false),
        (200, Some(9), false, true),
        (200, Some(5), false, true),
        (200, Some(1), false, true),
        (200, Some(77), false, true),
        (200, None, false, true),
        (204, None, false, true),
        (302, None, false, true),
        (0, None, false, true),
        (406, None, false, true),
        (408, None, false, true),
        (500, Some(4), false, true),
        (502, None, false, true),
        (503, Some(23), false, true),
    ] {
        assert_eq!(
            may_have_been_taken(status, code, full),
            doubt,
            "{status} {code:?} {full}"
        );
    }
}

#[test]
fn words_are_found_in_every_family() {
    for (text, code, words) in [
        (
            r#"{"code":4,"description":"task_no_found ","type":"upstream_error"}"#,
            Some(4),
            Some("task_no_found "),
        ),
        (
            r#"{"error":{"message":"no channel","type":"new_api_error","code":""}}"#,
            None,
            Some("no channel"),
        ),
        (
            r#"{"error":{"code":500,"description":"panic","type":"one_hub_panic"}}"#,
            None,
            Some("panic"),
        ),
        (
            r#"{"success":false,"code":-1,"message":"State"}"#,
            Some(-1),
            Some("State"),
        ),
        (
            r#"{"timestamp":"x","status":400,"error":"Bad Request","path":"/mj"}"#,
            None,
            Some("Bad Request"),
        ),
        (
            r#"{"error":"midjourney_task_not_found"}"#,
            None,
            Some("midjourney_task_not_found"),
        ),
        (r#"{"code":"24","description":""}"#, Some(24), None),
        (r#"{"code":"-1"}"#, Some(-1), None),
        (r#"{"code":"model_not_found"}"#, None, None),
        (r#"{"code":"99999999999"}"#, None, None),
        (r#"{"code":""}"#, None, None),
    ] {
        let json = Json::parse(text).unwrap();
        assert_eq!(envelope_code(&json), code, "{text}");
        assert_eq!(
            description(&json).and_then(|words| words.text()).as_deref(),
            words,
            "{text}"
        );
    }
}

#[test]
fn the_words_of_a_refusal_say_what_it_is_about() {
    let no_channel =
        r#"{"error":{"code":"model_not_found","message":"No available channel for model mj_imagine"}}"#;
    for (status, text, code, reason, doubt) in [
        (
            400,
            r#"{"code":4,"description":"quota_not_enough "}"#,
            Code::InsufficientQuota,
            Some(Reason::Quota),
            false,
        ),
        (
            400,
            r#"{"code":4,"description":"user quota is not enough "}"#,
            Code::InsufficientQuota,
            Some(Reason::Quota),
            false,
        ),
        (
            401,
            r#"{"error":{"message":"令牌额度已用尽 (request id: 1)"}}"#,
            Code::InsufficientQuota,
            Some(Reason::Quota),
            false,
        ),
        (
            403,
            r#"{"error":{"message":"token quota exceeded"}}"#,
            Code::InsufficientQuota,
            Some(Reason::Quota),
            false,
        ),
        (
            200,
            r#"{"code":9,"description":"quota_not_enough"}"#,
            Code::BadResponse,
            None,
            true,
        ),
        (503, no_channel, Code::Unavailable, Some(Reason::Model), false),
        (
            400,
            r#"{"code":5,"description":"无可用渠道"}"#,
            Code::Unavailable,
            Some(Reason::Model),
            false,
        ),
        (
            400,
            r#"{"code":5,"description":"do_request_failed "}"#,
            Code::Http,
            None,
            true,
        ),
        (
            403,
            r#"{"error":{"message":"该令牌无权访问模型 mj_imagine"}}"#,
            Code::Forbidden,
            Some(Reason::Model),
            false,
        ),
        (
            400,
            r#"{"code":4,"description":"无效的加速模式"}"#,
            Code::Http,
            Some(Reason::Mode),
            false,
        ),
        (
            400,
            r#"{"code":4,"description":"task_status_not_success "}"#,
            Code::Http,
            Some(Reason::NotFinished),
            false,
        ),
        (413, "<html>", Code::Http, Some(Reason::TooLarge), false),
        (
            413,
            r#"{"description":"x","type":"midjourney_proxy_error"}"#,
            Code::Http,
            Some(Reason::Proxy),
            false,
        ),
        (
            504,
            r#"{"description":"x","type":"midjourney_proxy_error"}"#,
            Code::Server,
            Some(Reason::Proxy),
            true,
        ),
        (
            404,
            r#"{"status":404,"error":"Not Found","path":"/mj"}"#,
            Code::Http,
            Some(Reason::NoRoute),
            false,
        ),
        (
            404,
            r#"{"code":3,"status":404,"error":"x","path":"/mj"}"#,
            Code::Http,
            None,
            false,
        ),
    ] {
        let refusal = Refusal::read(status, Json::parse(text).as_ref(), text, None);
        assert_eq!(
            (refusal.code, refusal.reason, refusal.maybe_submitted),
            (code, reason, doubt),
            "{status} {text}"
        );
    }
}

#[test]
fn a_web_page_is_recognized() {
    let page = "<!doctype html>".to_owned() + &"é".repeat(400);
    let refusal = Refusal::read(200, None, &page, None);
    assert!(refusal.is_html);
    assert_eq!(refusal.code, Code::BadResponse);
    assert!(!Refusal::read(200, None, "ok", None).is_html);
}
