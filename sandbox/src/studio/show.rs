//! What is to be seen of the tasks.

use std::sync::Arc;

use super::Studio;
use crate::picture::Painting;
use crate::seeded::{hash, join};
use crate::submission::Complaint;
use crate::task::{Action, Picture, Sight, Status};

/// A picture that is ready, or can be drawn.
#[derive(Clone, Debug)]
pub enum Shown {
    /// As the client sent it.
    Given(Arc<Vec<u8>>),
    /// To be drawn.
    Drawn(Arc<Painting>),
}

impl Studio {
    /// The seed of a finished picture.
    pub fn image_seed(&self, id: &str, now: u64) -> Result<String, Complaint> {
        let task = self.tasks.get(id).ok_or(Complaint::NoTaskId)?;
        if task.look(now).status != Status::Success || !task.action.is_grid() {
            return Err(Complaint::ParentState);
        }
        Ok((task.seed % 4_294_967_295).to_string())
    }

    /// A task's picture.
    pub fn sight(&self, id: &str, sight: Sight) -> Option<Shown> {
        let task = self.tasks.get(id)?;
        match &task.picture {
            Picture::None => None,
            Picture::Given(bytes) => Some(Shown::Given(bytes.clone())),
            Picture::Drawn(frames) => {
                let side = match (task.action.is_grid(), task.action) {
                    (true, _) => 512,
                    (_, Action::UpscaleMore) => 1536,
                    _ => 1024,
                };
                let (blur, side) = match sight {
                    Sight::Finished => (None, side),
                    Sight::Preview(step) => (
                        Some(3u32 << step.min(7)),
                        if task.action.is_grid() { 256 } else { 512 },
                    ),
                };
                let shape = join(u64::from(blur.unwrap_or(0)), u64::from(side));
                let key = join(join(hash(id.as_bytes()), join(task.start, task.seed)), shape);
                Some(Shown::Drawn(Arc::new(Painting {
                    frames: frames.clone(),
                    side,
                    blur,
                    key,
                })))
            }
        }
    }
}

/// What kind of picture these bytes are, by how they begin; none if no kind that browsers show.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
