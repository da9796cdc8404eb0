//! What a program shows of a task: the texts and rows of its buttons, and the prompts that a describe or a shorten found.

use super::{Button, Task};
use crate::gateway::{display, prompts};

impl Button {
    /// Returns the text to show on it: its emoji and its label, such as `🔍 Zoom Out 2x`.
    ///
    /// Gateways also put a bare name of Discord's (`upscale_1`) or a broken escape in the place of the emoji. Those are left out if there
    /// is a label. Without one, the name is returned in words, and the escape repaired. A button with neither has its custom ID as text.
    pub fn text(&self) -> String {
        display::button_text(self.label(), self.emoji(), self.custom_id())
    }
}

impl Task {
    /// Returns its buttons in rows, as Midjourney shows them: a row ends where the kind of button changes, and after five. 🔄 stands with
    /// U1–U4.
    ///
    /// Leaves out buttons that cannot be pressed, because their custom ID is missing or cut off. Empty if the task has no buttons (yet), and behind
    /// gateways without buttons (novicezk), whose tasks take `U1`–`U4`, `V1`–`V4` and `🔄` all the same.
    pub fn button_rows(&self) -> Vec<Vec<Button>> {
        display::button_rows(self.buttons())
    }

    /// Returns the prompts that a describe or a shorten found, without numbers and Markdown. Empty for other tasks, before the task is
    /// finished, and if its text has no numbered prompts.
    pub fn prompts(&self) -> Vec<String> {
        prompts::of(self.json())
    }
}
