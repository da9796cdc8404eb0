//! Folders served beside the gateway.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use std::path::{Path, PathBuf};

use served::{KEY, Reply, Served, folder};

const SECRET: &str = "outside of the mounted folder";

/// A page, and beside its folder a file that must stay private.
fn page() -> PathBuf {
    let outer = folder("mount");
    let root = outer.join("www");
    for (name, text) in [
        ("secret.txt", SECRET),
        ("www-secret/secret.txt", SECRET),
        ("www/index.html", "<!doctype html>the page"),
        ("www/app.js", "export {}"),
        ("www/module.mjs", "export {}"),
        ("www/style.css", "body {}"),
        ("www/icon.svg", "<svg/>"),
        ("www/shot.png", "not really"),
        ("www/client.wasm", "\0asm"),
        ("www/data.json", "{}"),
        ("www/a b.txt", "with a blank"),
        ("www/sub/index.html", "<!doctype html>below"),
        ("www/mj/submit/imagine", "in the way"),
    ] {
        let file = outer.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    root
}

fn mounted(at: &str, root: &Path) -> Served {
    Served::new(&["--mount", &format!("{at}={}", root.display())])
}

fn get(served: &Served, path: &str) -> Reply {
    served.ask("GET", path, &[], "").unwrap()
}

#[test]
fn a_page_and_the_gateway_on_one_origin() {
    let served = mounted("/", &page());
    let reply = get(&served, "/");
    assert_eq!((reply.status, reply.text()), (200, "<!doctype html>the page"));
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(get(&served, "/index.html?v=1").text(), "<!doctype html>the page");
    // The gateway's paths stay the gateway's, even where a file of that name lies.
    assert_eq!(
        served.post("/mj/submit/imagine", r#"{"prompt":"cat"}"#).json()["code"],
        1
    );
    let task = served.get("/fast/mj/task/1320098173412546/fetch").json();
    let picture = task["imageUrl"].as_str().unwrap();
    assert!(picture.starts_with(&format!("http://127.0.0.1:{}/sandbox/picture/", served.port)));
    assert_eq!(get(&served, "/sandbox/log").status, 200);
}

#[test]
fn content_types() {
    let served = mounted("/", &page());
    for (path, kind) in [
        ("/index.html", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/module.mjs", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/shot.png", "image/png"),
        ("/client.wasm", "application/wasm"),
        ("/data.json", "application/json"),
        ("/a%20b.txt", "text/plain; charset=utf-8"),
    ] {
        let reply = get(&served, path);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some(kind)),
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.is_whole());
    }
    let head = served.ask("HEAD", "/app.js", &[], "").unwrap();
    assert_eq!(
        (head.status, head.header("content-length"), head.body.len()),
        (200, Some("9"), 0)
    );
}

#[test]
fn nothing_outside_of_the_folder() {
    let root = page();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.parent().unwrap().join("secret.txt"), root.join("link.txt")).unwrap();
    let at_root = mounted("/", &root);
    let below = mounted("/demo", &root);
    let absolute = root.parent().unwrap().join("secret.txt");
    let absolute = absolute.to_str().unwrap();
    for served in [&at_root, &below] {
        for prefix in ["", "/demo", "/sub", "/demo/sub"] {
            for path in [
                "/../secret.txt",
                "/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%5csecret.txt",
                "/%252e%252e/secret.txt",
                "/./../secret.txt",
                "/..//secret.txt",
                "/../www-secret/secret.txt",
                "-secret/secret.txt",
                "/link.txt",
                "/link.txt%00.html",
                absolute,
                &format!("/{absolute}"),
                &format!("/%2f{}", &absolute[1..]),
            ] {
                let path = format!("{prefix}{path}");
                let reply = get(served, &path);
                assert!([400, 401, 404].contains(&reply.status), "{path}: {reply:?}");
                assert!(!reply.text().contains(SECRET), "{path}");
            }
        }
    }
}

#[test]
fn a_folder_below_a_path() {
    let served = mounted("/demo", &page());
    assert_eq!(get(&served, "/demo/").text(), "<!doctype html>the page");
    assert_eq!(get(&served, "/demo/sub/").text(), "<!doctype html>below");
    for (path, to) in [("/demo", "/demo/"), ("/demo/sub", "/demo/sub/")] {
        let reply = get(&served, path);
        assert_eq!((reply.status, reply.header("location")), (301, Some(to)));
    }
    assert_eq!(get(&served, "/demo/nothing.html").status, 404);
    // What is not mounted is the gateway's to answer.
    assert_eq!(
        served.ask("GET", "/", &[KEY], "").unwrap().json()["error"]["type"],
        "invalid_request_error"
    );
    assert_eq!(
        served.ask("POST", "/demo/app.js", &[KEY], "{}").unwrap().status,
        404
    );
    let own = mounted("/", &page());
    assert_eq!(get(&own, "//sub").header("location"), Some("/sub/"));
}
