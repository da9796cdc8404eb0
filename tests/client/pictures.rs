//! Pictures: what goes out, what is refused before anything is sent, and which addresses are handed on.

use midjourney_wasm::{ErrorCode, Image, ModalInput, platform::RequestOrigin};
use serde_json::{Value, json};

use crate::{
    support::{PNG, fails},
    world::{Script, Stage, row, says},
};

#[test]
fn a_pictures_address_is_made_absolute_and_only_one_of_a_picture_is_handed_on() {
    for (told, shown) in [
        ("/mj/image/7", Some("http://gateway.test/mj/image/7")),
        (
            "https://pictures.example/a b.png?x=1&y=2",
            Some("https://pictures.example/a%20b.png?x=1&y=2"),
        ),
        (
            "//pictures.example/cat.png",
            Some("http://pictures.example/cat.png"),
        ),
        (
            "data:image/png;base64,iVBORw0KGgo=",
            Some("data:image/png;base64,iVBORw0KGgo="),
        ),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("\n javascript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("data:,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("blob:null/x", None),
        ("http://[", None),
        ("httpx:alert(1)", None),
        ("https-evil://x/y.png", None),
        ("", None),
    ] {
        let task = row("7", json!({"imageUrl": told}));
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!(task.image_url(), shown, "{told:?}");
        let kept: Value = serde_json::from_str(&task.json().to_string()).unwrap();
        assert_eq!(kept.get("imageUrl").and_then(Value::as_str), shown, "{told:?}");
    }
}

#[test]
fn what_is_no_picture_is_told_before_anything_is_sent() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.build(stage.builder().max_image_bytes(100));
    for image in [
        Image::from(b"<svg xmlns='x'/>"),
        Image::from(b""),
        Image::from(&[0x89, b'P', b'N', b'G', b'\n'][..]),
        Image::from(vec![0xff; 101]),
        Image::from("a.png"),
        Image::from("ftp://pictures.example/a.png"),
        Image::from("data:text/html,x"),
        Image::from("data:image/png;base64,PHN2Zz4="),
        Image::from("https://pictures.example/missing.png"),
    ] {
        let error = fails(
            stage.run_clean(client.describe(image.clone())),
            ErrorCode::InvalidInput,
        );
        assert_eq!(
            (error.field(), error.maybe_submitted()),
            (Some("image"), false),
            "{error}"
        );
        let pictures = [Image::from(PNG), image];
        let error = fails(stage.run_clean(client.blend(pictures)), ErrorCode::InvalidInput);
        assert_eq!(error.field(), Some("images[1]"), "{error}");
    }
    for count in [0, 1, 6] {
        let pictures = vec![PNG; count];
        let error = fails(stage.run_clean(client.blend(pictures)), ErrorCode::InvalidInput);
        assert_eq!(error.field(), Some("images"));
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

/// What is said of a picture that cannot be sent. Nothing is.
fn refusal(stage: &mut Stage, image: Image) -> String {
    let client = stage.build(stage.builder().max_image_bytes(1_000));
    let error = fails(stage.run_clean(client.describe(image)), ErrorCode::InvalidInput);
    assert_eq!(
        (error.field(), error.maybe_submitted()),
        (Some("image"), false),
        "{error}"
    );
    assert_eq!(stage.world.exchanges().len(), 0);
    error.to_string()
}

#[test]
fn a_picture_of_another_format_is_named() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let known = "image must be a picture (PNG, JPEG, GIF or WebP)";
    for (bytes, said) in [
        (
            &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..],
            "; this seems to be HEIC: convert it to PNG first.",
        ),
        (
            b"<svg xmlns='x'/>",
            "; this seems to be SVG: convert it to PNG first.",
        ),
        (
            b"<!doctype html><p>no</p>",
            "; this seems to be a web page: pass the picture itself.",
        ),
        (b"", "; this is empty."),
        (b"hello, world", "."),
    ] {
        assert_eq!(refusal(&mut stage, Image::from(bytes)), format!("{known}{said}"));
    }
    let client = stage.client();
    for (mask, said) in [
        (
            &b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"[..],
            "mask must be a PNG; this is image/jpeg.",
        ),
        (
            b"<svg xmlns='x'/>",
            "mask must be a PNG; this seems to be SVG: convert it to PNG first.",
        ),
        (b"", "mask must be a PNG; this is empty."),
    ] {
        let modal = client.modal("7", ModalInput::new().mask(Image::from(mask)));
        let error = fails(stage.run_clean(modal), ErrorCode::InvalidInput);
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn a_picture_that_cannot_be_read_says_why() {
    let mut stage = Stage::with_server(Script::default(), 1);
    for (origin, url, said) in [
        (
            RequestOrigin::Server,
            "missing",
            "image could not be downloaded: HTTP 404.",
        ),
        (
            RequestOrigin::Page,
            "missing",
            "image could not be downloaded: HTTP 404.",
        ),
        (RequestOrigin::Server, "broken", "image could not be read."),
        (
            RequestOrigin::Server,
            "unreachable",
            "image could not be downloaded: its server does not respond.",
        ),
        (
            RequestOrigin::Page,
            "unreachable",
            "image could not be downloaded: its address cannot be reached, or its server does not allow requests from other origins \
             (CORS): then download it on a server of yours.",
        ),
    ] {
        stage.world.set_origin(origin);
        let url = format!("https://pictures.example/{url}.png");
        assert_eq!(refusal(&mut stage, Image::from(url)), said);
    }
    let said = refusal(&mut stage, Image::from("a.png"));
    assert!(
        said.contains(
            "a Blob, File, buffer, stream, Response, or a data: or https: URL; this is another text"
        ),
        "{said}"
    );
    let said = refusal(&mut stage, Image::from(vec![0xff; 1_001]));
    assert!(said.contains("max_image_bytes"), "{said}");
}

#[test]
fn a_picture_goes_out_as_a_data_url_of_its_real_kind() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage.world.picture(
        "https://pictures.example/cat.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    );
    let client = stage.build(stage.builder().header("x-more", "of the gateway's"));
    for (image, start) in [
        (
            Image::from(PNG.replace("image/png", "image/jpeg")),
            "data:image/png;base64,iVBORw0KGgo",
        ),
        (
            Image::from(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"),
            "data:image/jpeg;base64,/9j/",
        ),
        (
            Image::from(b"GIF89a\x01\0\x01\0\0\0"),
            "data:image/gif;base64,R0lGOD",
        ),
        (
            Image::from(b"RIFF\x10\0\0\0WEBPVP8 "),
            "data:image/webp;base64,UklGR",
        ),
        (
            Image::from("https://pictures.example/cat.png"),
            "data:image/png;base64,iVBORw0KGgo",
        ),
    ] {
        stage.run_clean(client.describe(image).submit()).unwrap();
        let sent = stage.world.exchanges().pop().unwrap();
        let url = sent.json["base64"].as_str().unwrap();
        assert!(url.starts_with(start), "{url}");
    }
    assert_eq!(stage.world.downloads(), ["https://pictures.example/cat.png"]);
}
