//! A person's way through the gateway: the pictures behind the buttons, questions asked back, the queue, and what prompts can bring about.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod bench;

use bench::{Bench, PIXEL, json, mask};
use midjourney_sandbox::{Body, Dialect, Request, Settings};
use serde_json::Value;

const IMAGINE: &str = "/mj/submit/imagine";
const ACTION: &str = "/mj/submit/action";
const MODAL: &str = "/mj/submit/modal";

/// The pixels of the picture a task shows: width, and red, green, blue row by row.
fn picture(bench: &mut Bench, task: &Value) -> (usize, Vec<u8>) {
    let url = task["imageUrl"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:8787").unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let answer = bench.send(&Request {
        query: query.into(),
        ..Request::new("GET", path, b"")
    });
    assert!(matches!(answer.body, Body::Painting(_)), "{url}");
    let png = answer.body.into_bytes();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    (info.width as usize, bytes)
}

/// One of the four pictures of a grid, or a whole picture, in 32 × 32 squares of mean colours.
fn seen((width, bytes): &(usize, Vec<u8>), cell: Option<usize>) -> Vec<f32> {
    let side = if cell.is_some() { width / 2 } else { *width };
    let (left, top) = cell.map_or((0, 0), |cell| (cell % 2 * side, cell / 2 * side));
    let square = side / 32;
    (0..32 * 32 * 3)
        .map(|at| {
            let (colour, column, row) = (at % 3, at / 3 % 32, at / 96);
            let sum: u32 = (0..square * square)
                .map(|pixel| {
                    let (x, y) = (
                        left + column * square + pixel % square,
                        top + row * square + pixel / square,
                    );
                    u32::from(bytes[(y * width + x) * 3 + colour])
                })
                .sum();
            sum as f32 / (square * square) as f32
        })
        .collect()
}

fn apart(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32
}

/// The columns from `from` to `to` of what was seen.
fn columns(seen: &[f32], from: usize, to: usize) -> Vec<f32> {
    seen.chunks(96)
        .flat_map(|row| row[from * 3..to * 3].to_vec())
        .collect()
}

fn done(bench: &mut Bench, path: &str, body: &str) -> Value {
    let id = bench.id(path, body);
    let task = bench.pass(100_000).fetch(&id);
    assert_eq!(task["status"], "SUCCESS", "{task}");
    task
}

/// Presses the button with that label or emoji.
fn press(bench: &mut Bench, task: &Value, label: &str) -> Value {
    let buttons = task["buttons"].as_array().unwrap();
    let button = buttons
        .iter()
        .find(|button| button["label"] == label || button["emoji"] == label);
    let custom_id = button.unwrap_or_else(|| panic!("no {label} in {task}"))["customId"]
        .as_str()
        .unwrap();
    let body = format!(r#"{{"taskId":{},"customId":"{custom_id}"}}"#, task["id"]);
    json(bench.post(ACTION, &body))
}

fn pressed(bench: &mut Bench, task: &Value, label: &str) -> Value {
    let reply = press(bench, task, label);
    assert_eq!(reply["code"], 1, "{reply}");
    let task = bench.pass(100_000).fetch(&reply["result"].to_string());
    assert_eq!(task["status"], "SUCCESS", "{task}");
    task
}

#[test]
fn u2_is_the_second_picture_larger() {
    let mut bench = Bench::new(Dialect::Guide);
    let grid = done(&mut bench, IMAGINE, r#"{"prompt":"a red fox in the snow"}"#);
    let all = picture(&mut bench, &grid);
    let u2 = pressed(&mut bench, &grid, "U2");
    let large = picture(&mut bench, &u2);
    assert_eq!((all.0, large.0), (1024, 1024));
    let whole = seen(&large, None);
    for cell in 0..4 {
        let apart = apart(&seen(&all, Some(cell)), &whole);
        assert_eq!(apart < 2.0, cell == 1, "cell {cell}: {apart}");
    }
    // The same prompt again is the same picture, another one is not.
    let again = done(&mut bench, IMAGINE, r#"{"prompt":"a red fox in the snow"}"#);
    assert!(picture(&mut bench, &again) == all);
    let other = done(&mut bench, IMAGINE, r#"{"prompt":"a red fox in the rain"}"#);
    assert!(picture(&mut bench, &other) != all);
}

#[test]
fn previews_show_what_is_to_come() {
    let mut bench = Bench::new(Dialect::Guide);
    let id = bench.id(IMAGINE, r#"{"prompt":"a lighthouse"}"#);
    let mut steps: Vec<String> = Vec::new();
    let (mut previews, mut states) = (Vec::new(), Vec::new());
    let end = loop {
        let task = bench.pass(500).fetch(&id);
        if states.last() != Some(&task["status"]) {
            states.push(task["status"].clone());
        }
        if task["status"] == "SUCCESS" {
            break task;
        }
        let progress = task["progress"].as_str().unwrap().to_owned();
        if task["imageUrl"] != "" && steps.last() != Some(&progress) {
            previews.push(picture(&mut bench, &task));
            steps.push(progress);
        }
    };
    assert_eq!(states, ["NOT_START", "SUBMITTED", "IN_PROGRESS", "SUCCESS"]);
    assert_eq!(steps, ["15%", "31%", "46%", "62%", "78%", "93%"]);
    let finished = picture(&mut bench, &end);
    let apart: Vec<f32> = previews
        .iter()
        .map(|preview| apart(&seen(preview, Some(1)), &seen(&finished, Some(1))))
        .collect();
    assert!(
        apart.windows(2).all(|pair| pair[1] <= pair[0] + 0.05),
        "{apart:?}"
    );
    assert!(apart[0] > 2.0 * apart[5], "{apart:?}");
}

#[test]
fn a_region_is_redrawn_where_the_mask_is_white() {
    let mut bench = Bench::new(Dialect::Guide);
    let grid = done(&mut bench, IMAGINE, r#"{"prompt":"hills"}"#);
    let upscaled = pressed(&mut bench, &grid, "U1");
    let asks = press(&mut bench, &upscaled, "Vary (Region)");
    assert_eq!(
        (&asks["code"], &asks["properties"]["remix"]),
        (&21.into(), &true.into()),
        "{asks}"
    );
    let id = asks["result"].to_string();
    assert_eq!(bench.pass(100_000).fetch(&id)["status"], "MODAL");
    let answer = |bench: &mut Bench, mask: &str| {
        json(bench.post(
            MODAL,
            &format!(r#"{{"taskId":"{id}","prompt":"a house","maskBase64":"{mask}"}}"#),
        ))
    };
    assert_eq!(answer(&mut bench, "")["code"], 4);
    assert_eq!(answer(&mut bench, "data:image/png;base64,xxx")["code"], 4);
    // The right half is white.
    assert_eq!(answer(&mut bench, &mask())["code"], 1);
    let redrawn = bench.pass(100_000).fetch(&id);
    assert_eq!(
        (redrawn["status"].as_str(), redrawn["action"].as_str()),
        (Some("SUCCESS"), Some("INPAINT"))
    );
    let (before, after) = (picture(&mut bench, &upscaled), picture(&mut bench, &redrawn));
    let before = seen(&before, None);
    for cell in 0..4 {
        let after = seen(&after, Some(cell));
        let kept = apart(&columns(&before, 0, 8), &columns(&after, 0, 8));
        let new = apart(&columns(&before, 24, 32), &columns(&after, 24, 32));
        assert!(kept < 3.0 && new > 10.0, "cell {cell}: {kept} {new}");
    }
}

#[test]
fn remix_asks_back_and_takes_another_prompt() {
    let mut bench = Bench::new(Dialect::Guide);
    let grid = done(&mut bench, IMAGINE, r#"{"prompt":"a boat --remix"}"#);
    let asks = press(&mut bench, &grid, "V1");
    assert_eq!(
        (&asks["code"], asks["properties"]["finalPrompt"].as_str()),
        (&21.into(), Some("a boat --remix --v 6.1"))
    );
    let body = format!(r#"{{"taskId":"{}","prompt":"a castle"}}"#, asks["result"]);
    let varied = done(&mut bench, MODAL, &body);
    assert_eq!(
        (&varied["id"], &varied["prompt"]),
        (&asks["result"].to_string().into(), &"a castle".into())
    );
    assert_eq!(press(&mut bench, &grid, "U1")["code"], 1);
    let plain = done(&mut bench, IMAGINE, r#"{"prompt":"a boat"}"#);
    assert_eq!(press(&mut bench, &plain, "V1")["code"], 1);
    let mut remixing = Bench::with(Settings {
        remix: true,
        ..Settings::default()
    });
    let plain = done(&mut remixing, IMAGINE, r#"{"prompt":"a boat"}"#);
    assert_eq!(press(&mut remixing, &plain, "V1")["code"], 21);
}

#[test]
fn custom_zoom_wants_a_zoom() {
    let mut bench = Bench::new(Dialect::Guide);
    let grid = done(&mut bench, IMAGINE, r#"{"prompt":"a boat"}"#);
    let upscaled = pressed(&mut bench, &grid, "U3");
    let id = press(&mut bench, &upscaled, "Custom Zoom")["result"].to_string();
    for (prompt, code) in [("a boat", 4), ("a boat --zoom 3", 4), ("a boat --zoom 1.5", 1)] {
        let reply = json(bench.post(MODAL, &format!(r#"{{"taskId":"{id}","prompt":"{prompt}"}}"#)));
        assert_eq!(reply["code"], code, "{prompt}");
    }
    assert_eq!(bench.pass(100_000).fetch(&id)["action"], "CUSTOM_ZOOM");
    for label in [
        "Zoom Out 2x",
        "Make Square",
        "⬅️",
        "Vary (Strong)",
        "Upscale (Subtle)",
    ] {
        pressed(&mut bench, &upscaled, label);
    }
}

#[test]
fn describe_and_shorten_lead_to_pictures() {
    let mut bench = Bench::new(Dialect::Guide);
    let described = done(
        &mut bench,
        "/mj/submit/describe",
        &format!(r#"{{"base64":"{PIXEL}"}}"#),
    );
    let asks = press(&mut bench, &described, "3️⃣");
    let prompt = asks["properties"]["finalPrompt"].as_str().unwrap();
    let third = described["prompt"]
        .as_str()
        .unwrap()
        .split("\n\n")
        .nth(2)
        .unwrap();
    assert!(
        asks["code"] == 21 && prompt.starts_with(third.strip_prefix("3️⃣ ").unwrap()),
        "{asks}"
    );
    let again = pressed(&mut bench, &described, "🔄");
    assert_ne!(again["prompt"], described["prompt"]);
    let shortened = done(
        &mut bench,
        "/mj/submit/shorten",
        r#"{"prompt":"a very long and detailed prompt about a cat"}"#,
    );
    assert_eq!(press(&mut bench, &shortened, "5️⃣")["code"], 21);
}

#[test]
fn the_queue_tells_its_length_and_fills_up() {
    let mut bench = Bench::with(Settings {
        concurrency: 1,
        queue: 2,
        ..Settings::default()
    });
    let submit =
        |bench: &mut Bench, prompt: &str| json(bench.post(IMAGINE, &format!(r#"{{"prompt":"{prompt}"}}"#)));
    let codes: Vec<Value> = (0..4)
        .map(|_| submit(&mut bench, "cat")["code"].clone())
        .collect();
    // Who waits first is not told.
    assert_eq!(codes, [1, 1, 22, 23]);
    bench.pass(15_000);
    let reply = submit(&mut bench, "cat");
    assert_eq!(
        (&reply["code"], &reply["properties"]["numberOfQueues"]),
        (&22.into(), &1.into())
    );
    // One that fails early makes room early.
    let mut bench = Bench::with(Settings {
        concurrency: 1,
        queue: 0,
        ..Settings::default()
    });
    assert_eq!(submit(&mut bench, "cat sandbox:fail")["code"], 1);
    assert_eq!(submit(&mut bench, "cat")["code"], 23);
    bench.pass(2_000);
    assert_eq!(submit(&mut bench, "cat")["code"], 1);
}

#[test]
fn prompts_that_make_things_happen() {
    let mut bench = Bench::new(Dialect::Guide);
    let reply = json(bench.post(IMAGINE, r#"{"prompt":"a naked tree"}"#));
    assert_eq!(
        (&reply["code"], &reply["properties"]["bannedWord"]),
        (&24.into(), &"naked".into())
    );
    for (word, at, status, progress) in [
        ("sandbox:fail", 40_000, "FAILURE", ""),
        ("sandbox:fail-late", 20_000, "IN_PROGRESS", "46%"),
        ("sandbox:fail-late", 40_000, "FAILURE", ""),
        ("sandbox:cancel", 40_000, "CANCEL", "31%"),
        ("sandbox:stall", 1_000_000, "IN_PROGRESS", "46%"),
        ("sandbox:unknown-status", 20_000, "PAUSED_BY_MODERATOR", "46%"),
        ("sandbox:unknown-status", 40_000, "SUCCESS", "100%"),
        ("sandbox:slow", 159_000, "IN_PROGRESS", "93%"),
        ("sandbox:slow", 160_000, "SUCCESS", "100%"),
        ("sandbox:fast", 4_000, "SUCCESS", "100%"),
    ] {
        let id = bench.id(IMAGINE, &format!(r#"{{"prompt":"a tree {word}"}}"#));
        let task = bench.pass(at).fetch(&id);
        assert_eq!(
            (task["status"].as_str(), task["progress"].as_str()),
            (Some(status), Some(progress)),
            "{word} {at}"
        );
        assert_eq!(task["failReason"] != "", status == "FAILURE", "{word}");
        bench.pass(1_000_000);
    }
}
