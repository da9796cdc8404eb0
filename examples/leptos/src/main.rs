//! A page in Leptos that makes a Midjourney picture and shows its progress. `trunk serve` runs it.
//!
//! It talks to `/api` of its own origin, where a server of yours adds the key: a key in a page is everybody's key.

use leptos::{prelude::*, task::spawn_local};
use midjourney_wasm::{Error, Midjourney, Task};

fn main() {
    mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let prompt = RwSignal::new(String::from("black cat"));
    // Tasks and errors are plain data and go into any signal.
    let task = RwSignal::new(None::<Task>);
    let trouble = RwSignal::new(None::<String>);
    let start = move |_| {
        trouble.set(None);
        spawn_local(async move {
            if let Err(error) = imagine(prompt.get_untracked(), task).await {
                trouble.set(Some(error.to_string()));
            }
        });
    };
    let picture = move || {
        task.read()
            .as_ref()
            .and_then(|task| task.image_url().map(String::from))
    };
    let progress = move || task.read().as_ref().map_or(0, Task::progress);
    view! {
        <input bind:value=prompt />
        <button on:click=start>"Imagine"</button>
        <progress max="100" value=progress></progress>
        <img src=picture />
        <p>{trouble}</p>
    }
}

/// Makes a picture and shows every look at it. The client is made where it is used: it stays on its thread.
async fn imagine(prompt: String, shown: RwSignal<Option<Task>>) -> Result<(), Error> {
    let mj = Midjourney::builder("/api").build()?;
    let mut updates = mj.imagine(prompt).updates();
    while let Some(task) = updates.next().await {
        shown.set(Some(task?));
    }
    Ok(())
}
