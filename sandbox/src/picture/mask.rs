//! The mask of a region to redraw: white is redrawn, black is kept.

use super::upload::Upload;

/// A mask, any number of pixels large, that lies over a whole picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    width: usize,
    height: usize,
    white: Vec<f32>,
}

impl Mask {
    /// From values between 0 (keep) and 1 (redraw), row by row.
    pub fn new(width: usize, height: usize, white: Vec<f32>) -> Self {
        Self { width, height, white }
    }

    /// From a PNG; none if it is not one. What is transparent is kept.
    pub fn from_png(bytes: &[u8]) -> Option<Self> {
        let upload = Upload::from_png(bytes)?;
        let white = upload
            .pixels
            .iter()
            .map(|&(colour, alpha)| super::palette::luma(colour) * alpha)
            .collect();
        Some(Self::new(upload.width, upload.height, white))
    }

    /// How white it is at a point between 0 and 1 each way; black outside.
    pub fn at(&self, x: f32, y: f32) -> f32 {
        if !(0.0..1.0).contains(&x) || !(0.0..1.0).contains(&y) {
            return 0.0;
        }
        let place = |at: f32, count: usize| {
            let exact = (at * count as f32 - 0.5).clamp(0.0, (count.max(1) - 1) as f32);
            (
                exact as usize,
                (exact as usize + 1).min(count.max(1) - 1),
                exact.fract(),
            )
        };
        let ((left, right, across), (top, bottom, down)) = (place(x, self.width), place(y, self.height));
        let value =
            |row: usize, column: usize| self.white.get(row * self.width + column).copied().unwrap_or(0.0);
        let line = |row: usize| value(row, left) * (1.0 - across) + value(row, right) * across;
        line(top) * (1.0 - down) + line(bottom) * down
    }
}
