//! A Cloudflare Worker that keeps the key and makes Midjourney pictures for a page.
//!
//! `POST /` with a prompt submits it and answers with a token at once, since a Worker must not wait for minutes; the page
//! keeps the token. `GET /ID` looks at the task, and `POST /ID/U2` presses a button of it.
//!
//! `npx wrangler dev` with `GATEWAY` as a variable and `MIDJOURNEY_KEY` as a secret runs it, built by `worker-build
//! --release`.

use midjourney_wasm::{Error, ErrorCode, Midjourney};
use worker::{Context, Env, Method, Request, Response, event};

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let gateway = env.var("GATEWAY")?.to_string();
    let key = env.secret("MIDJOURNEY_KEY")?.to_string();
    let prompt = if request.method() == Method::Post {
        request.text().await?
    } else {
        String::new()
    };
    match answer(&gateway, &key, &request, prompt).await {
        Ok(json) => Response::ok(json),
        Err(error) => Response::error(error.to_string(), status(&error)),
    }
}

async fn answer(gateway: &str, key: &str, request: &Request, prompt: String) -> Result<String, Error> {
    let mj = Midjourney::builder(gateway).api_key(key).mode("fast").build()?;
    let path = request.path();
    let mut parts = path.trim_matches('/').splitn(2, '/');
    match (request.method(), parts.next().unwrap_or_default(), parts.next()) {
        (Method::Post, "", None) => Ok(mj.imagine(prompt).submit().await?.token().to_string()),
        (Method::Post, id, Some(button)) => Ok(mj.action(id, button).submit().await?.token().to_string()),
        (_, id, _) => Ok(mj.fetch(id).await?.json().to_string()),
    }
}

/// What a page can tell its user: the difference between "change it" and "try again".
fn status(error: &Error) -> u16 {
    match error.code() {
        ErrorCode::InvalidInput | ErrorCode::Validation | ErrorCode::BannedPrompt => 400,
        ErrorCode::TaskNotFound => 404,
        ErrorCode::RateLimited | ErrorCode::QueueFull => 429,
        _ => 502,
    }
}
