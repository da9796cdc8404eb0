use super::*;

fn view(text: &str) -> Option<View> {
    View::read(&Json::parse(text).unwrap(), "1")
}

#[test]
fn only_the_requested_task_is_one() {
    for task in [
        r#"{"id":"1"}"#,
        r#"{"id":1,"status":""}"#,
        r#"{"id":"1","status":null,"code":1}"#,
        r#"{"id":"1","status":"SUCCESS","code":"200","success":true}"#,
        r#"{"taskId":"1","status":"SUBMITTED"}"#,
        r#"{"task_id":1,"status":"whatever"}"#,
        r#"{"status":"SUCCESS","action":"IMAGINE"}"#,
        r#"{"status":"FAILURE","failReason":"x"}"#,
    ] {
        assert!(view(task).is_some(), "{task}");
    }
    for other in [
        r#"{"id":"2","status":"SUCCESS"}"#,
        r#"{"id":"1","code":1}"#,
        r#"{"id":"1","status":"SUCCESS","code":4}"#,
        r#"{"id":"1","status":"SUCCESS","code":"model_not_found"}"#,
        r#"{"id":"1","status":"SUCCESS","success":false}"#,
        r#"{"id":"1","status":404,"error":"Not Found"}"#,
        r#"{"code":4,"description":"x"}"#,
        r#"{"status":"error","message":"busy","timestamp":1}"#,
        r#"{"status":"success","action":"IMAGINE"}"#,
        r#"{"status":"SUCCESS"}"#,
        r#"{"status":""}"#,
        "[]",
        "null",
        "{}",
        "5",
    ] {
        assert_eq!(view(other), None, "{other}");
    }
}

#[test]
fn states_are_read() {
    for (text, status, progress) in [
        (r#"{"id":"1"}"#, Status::NotStart, None),
        (
            r#"{"id":"1","status":null,"progress":null}"#,
            Status::NotStart,
            None,
        ),
        (
            r#"{"id":"1","status":"","progress":"0%"}"#,
            Status::NotStart,
            Some(0),
        ),
        (
            r#"{"id":"1","status":"IN_PROGRESS","progress":"31%"}"#,
            Status::InProgress,
            Some(31),
        ),
        (
            r#"{"id":"1","status":"IN_PROGRESS","progress":"100%"}"#,
            Status::InProgress,
            None,
        ),
        (
            r#"{"id":"1","status":" In Progress ","progress":"31%"}"#,
            Status::InProgress,
            Some(31),
        ),
        (r#"{"id":"1","status":"not-start"}"#, Status::NotStart, None),
        (
            r#"{"id":"1","status":"SUCCESS","progress":"93%"}"#,
            Status::Success,
            Some(100),
        ),
        (r#"{"id":"1","status":"Success"}"#, Status::Success, Some(100)),
        (
            r#"{"id":"1","status":"FAILURE","progress":"100%"}"#,
            Status::Failure,
            None,
        ),
        (
            r#"{"id":"1","status":"CANCEL","progress":"46%"}"#,
            Status::Cancel,
            Some(46),
        ),
        (
            r#"{"id":"1","status":"PAUSED","progress":"46%"}"#,
            Status::Unknown,
            Some(46),
        ),
        (r#"{"id":"1","status":"SUCCESSFUL"}"#, Status::Unknown, None),
    ] {
        let view = view(text).unwrap();
        assert_eq!(
            (view.status, view.progress, view.claimed),
            (status, progress, None),
            "{text}"
        );
    }
}

#[test]
fn a_synonym_claims_an_end_and_a_success_needs_its_result() {
    for (fields, claimed) in [
        (
            r#""status":"completed","imageUrl":"https://x/a.png""#,
            Some(Status::Success),
        ),
        (
            r#""status":"Succeeded","imageUrls":[{"url":"a"}]"#,
            Some(Status::Success),
        ),
        (r#""status":"finished","videoUrl":"v""#, Some(Status::Success)),
        (
            r#""status":"done","properties":{"finalPrompt":"x"}"#,
            Some(Status::Success),
        ),
        (r#""status":"done","progress":"100%""#, Some(Status::Success)),
        (
            r#""status":"done","progress":"99%","imageUrl":"","imageUrls":[]"#,
            None,
        ),
        (r#""status":"failed""#, Some(Status::Failure)),
        (r#""status":"error""#, Some(Status::Failure)),
        (r#""status":"canceled""#, Some(Status::Cancel)),
        (r#""status":"Cancelled""#, Some(Status::Cancel)),
        (r#""status":"finishing","imageUrl":"x""#, None),
    ] {
        let view = view(&format!(r#"{{"id":"1",{fields}}}"#)).unwrap();
        assert_eq!(
            (view.status, view.claimed),
            (Status::Unknown, claimed),
            "{fields}"
        );
    }
}

#[test]
fn a_success_without_an_image_is_noticed() {
    for (fields, lacks) in [
        (r#""action":"IMAGINE","imageUrl":null"#, true),
        (r#""action":"IMAGINE","imageUrl":"x""#, false),
        (r#""imageUrls":["x"]"#, false),
        (r#""action":"VIDEO","videoUrls":[{"url":"x"}]"#, false),
        (r#""action":"DESCRIBE""#, false),
        (r#""action":"SHORTEN""#, false),
    ] {
        let view = view(&format!(r#"{{"id":"1","status":"SUCCESS",{fields}}}"#)).unwrap();
        assert_eq!(view.lacks_image, lacks, "{fields}");
    }
    assert!(!view(r#"{"id":"1","status":"FAILURE"}"#).unwrap().lacks_image);
}

#[test]
fn of_two_rows_the_further_one_is_recognized() {
    let order = [
        r#"{"id":"1","status":""}"#,
        r#"{"id":"1","status":"MODAL"}"#,
        r#"{"id":"1","status":"SUBMITTED"}"#,
        r#"{"id":"1","status":"IN_PROGRESS","progress":"15%"}"#,
        r#"{"id":"1","status":"IN_PROGRESS","progress":"58%"}"#,
        r#"{"id":"1","status":"SUCCESS"}"#,
    ]
    .map(|text| view(text).unwrap());
    for (at, row) in order.iter().enumerate() {
        for (other, earlier) in order.iter().enumerate() {
            assert_eq!(row.is_further_than(earlier), at > other);
        }
    }
}
