//! The pictures: drawn, not stored, and the same for the same seed.
//!
//! A picture is a description ([`Frame`]s of [`Scene`]s). The cell of a grid and its upscale are the same description in another size, so the upscale
//! shows exactly that cell, and sharply.

mod canvas;
mod landscape;
mod mask;
mod noise;
mod palette;
mod scene;
mod shape;
mod upload;

use std::sync::Arc;

pub use mask::Mask;
pub use palette::Palette;
pub use scene::{Composition, Scene, View};
pub use upload::Upload;

use canvas::Canvas;

use crate::seeded::join;

/// A scene, and the part of its world that is seen.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What there is.
    pub scene: Arc<Scene>,
    /// What of it is shown.
    pub view: View,
}

impl Frame {
    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.view.width / self.view.height
    }

    /// The same place with other details: clouds, waves and hills move, colours and composition stay. `strength` from 0 (none) to 1.
    pub fn varied(&self, seed: u64, strength: f32) -> Self {
        Self {
            scene: Arc::new(self.scene.varied(seed, strength)),
            view: self.view,
        }
    }

    /// Seen from further away.
    pub fn zoomed(&self, factor: f32) -> Self {
        Self {
            scene: self.scene.clone(),
            view: self.view.zoomed(factor),
        }
    }

    /// Half a picture more to one side.
    pub fn panned(&self, dx: f32, dy: f32) -> Self {
        Self {
            scene: self.scene.clone(),
            view: self.view.panned(dx, dy),
        }
    }

    /// Widened or heightened to a square.
    pub fn squared(&self) -> Self {
        Self {
            scene: self.scene.clone(),
            view: self.view.squared(),
        }
    }

    /// Something else where the mask is white.
    pub fn redrawn(&self, mask: Arc<Mask>, seed: u64) -> Self {
        let over = Arc::new(self.scene.replaced(seed));
        let scene = Scene::Redrawn {
            under: self.scene.clone(),
            over,
            mask,
            frame: self.view,
        };
        Self {
            scene: Arc::new(scene),
            view: self.view,
        }
    }
}

/// Four different pictures of one subject.
pub fn grid(subject: &str, aspect: f32, seed: u64, palettes: Option<&Palette>) -> [Frame; 4] {
    [0, 1, 2, 3].map(|cell| Frame {
        scene: Arc::new(Scene::Drawn(Composition::new(subject, cell, seed, palettes))),
        view: View::of_aspect(aspect),
    })
}

/// Four variations of one picture.
pub fn variations(of: &Frame, seed: u64, strength: f32) -> [Frame; 4] {
    [1, 2, 3, 4].map(|cell| of.varied(join(seed, cell), strength))
}

/// A picture to be drawn, in the size and sharpness it is asked for.
#[derive(Clone, Debug)]
pub struct Painting {
    /// One, or four for a grid.
    pub frames: Arc<[Frame]>,
    /// Pixels of the longer side of one frame.
    pub side: u32,
    /// A preview is drawn from so few pixels a frame; none for the finished picture.
    pub blur: Option<u32>,
    /// Tells this painting from others in a cache.
    pub key: u64,
}

impl Painting {
    /// Draws it.
    pub fn png(&self) -> Vec<u8> {
        let Some(first) = self.frames.first() else {
            return Vec::new();
        };
        let (width, height) = size(first.aspect(), self.side);
        let cells: Vec<Canvas> = self
            .frames
            .iter()
            .map(|frame| self.cell(frame, width, height))
            .collect();
        match cells.as_slice() {
            [a, b, c, d] => Canvas::joined([a, b, c, d]).png(),
            [one, ..] => one.png(),
            [] => Vec::new(),
        }
    }

    fn cell(&self, frame: &Frame, width: u32, height: u32) -> Canvas {
        match self.blur {
            None => frame.scene.paint(frame.view, width, height),
            Some(side) => {
                let (few_wide, few_high) = size(frame.aspect(), side.min(self.side));
                frame
                    .scene
                    .paint(frame.view, few_wide, few_high)
                    .stretched(width, height)
            }
        }
    }
}

fn size(aspect: f32, side: u32) -> (u32, u32) {
    let other = |ratio: f32| ((side as f32 * ratio).round() as u32).max(1);
    if aspect >= 1.0 {
        (side, other(1.0 / aspect))
    } else {
        (other(aspect), side)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn painting(frames: &[Frame], side: u32, blur: Option<u32>) -> Painting {
        Painting {
            frames: frames.into(),
            side,
            blur,
            key: 0,
        }
    }

    fn pixels(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        (info.width, info.height, bytes)
    }

    fn difference(a: &[u8], b: &[u8]) -> f32 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f32::from(a.abs_diff(*b)))
            .sum::<f32>()
            / a.len().max(1) as f32
    }

    #[test]
    fn a_grid_is_four_different_pictures_and_an_upscale_is_one_of_them() {
        let cells = grid("black cat", 1.0, 1, None);
        let (width, height, all) = pixels(&painting(&cells, 64, None).png());
        assert_eq!((width, height), (128, 128));
        let each: Vec<Vec<u8>> = cells
            .iter()
            .map(|cell| pixels(&painting(std::slice::from_ref(cell), 64, None).png()).2)
            .collect();
        for a in 0..4 {
            for b in 0..a {
                assert!(
                    difference(&each[a], &each[b]) > 12.0,
                    "cells {a} and {b} look alike"
                );
            }
        }
        let second: Vec<u8> = (0..64)
            .flat_map(|row| all[(row * 128 + 64) * 3..(row * 128 + 128) * 3].to_vec())
            .collect();
        assert_eq!(second, each[1]);
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let once = painting(&grid("a fox", 1.5, 9, None), 48, None).png();
        assert_eq!(once, painting(&grid("a fox", 1.5, 9, None), 48, None).png());
        assert_ne!(once, painting(&grid("a fox", 1.5, 10, None), 48, None).png());
        assert_eq!(pixels(&once).0, 96);
        assert_eq!(pixels(&once).1, 64);
    }

    #[test]
    fn a_redrawn_region_follows_the_mask() {
        let cell = &grid("hills", 1.0, 3, None)[0];
        let mask = Arc::new(Mask::new(2, 1, vec![0.0, 1.0]));
        let before = pixels(&painting(std::slice::from_ref(cell), 64, None).png()).2;
        let after = pixels(&painting(&[cell.redrawn(mask, 5)], 64, None).png()).2;
        let half = |bytes: &[u8], right: usize| -> Vec<u8> {
            (0..64)
                .flat_map(|row| bytes[(row * 64 + right * 48) * 3..(row * 64 + right * 48 + 16) * 3].to_vec())
                .collect()
        };
        assert_eq!(half(&before, 0), half(&after, 0));
        assert!(difference(&half(&before, 1), &half(&after, 1)) > 12.0);
    }

    #[test]
    fn zooming_out_keeps_the_middle() {
        let cell = &grid("hills", 1.0, 3, None)[2];
        let near = pixels(&painting(std::slice::from_ref(cell), 32, None).png()).2;
        let far = pixels(&painting(&[cell.zoomed(2.0)], 64, None).png()).2;
        let middle: Vec<u8> = (16..48)
            .flat_map(|row| far[(row * 64 + 16) * 3..(row * 64 + 48) * 3].to_vec())
            .collect();
        assert!(difference(&near, &middle) < 4.0);
    }

    #[test]
    fn previews_grow_sharper() {
        let cells = grid("hills", 1.0, 4, None);
        let full = pixels(&painting(&cells, 64, None).png()).2;
        let distance = |blur| difference(&full, &pixels(&painting(&cells, 64, Some(blur)).png()).2);
        assert!(distance(4) > distance(16) && distance(16) > distance(48));
    }
}
