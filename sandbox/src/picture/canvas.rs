//! Pixels, and how they become a PNG.

use super::palette::{Colour, blend};

/// A picture of float colours, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<Colour>,
}

impl Canvas {
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0; 3]; (width * height) as usize],
        }
    }

    /// The rows, each with its number.
    pub fn rows(&mut self) -> impl Iterator<Item = (usize, &mut [Colour])> {
        self.pixels.chunks_mut(self.width.max(1) as usize).enumerate()
    }

    /// Four canvases of one size as a two by two grid.
    pub fn joined(cells: [&Canvas; 4]) -> Canvas {
        let [a, b, c, d] = cells;
        let width = a.width.max(1) as usize;
        let mut pixels = Vec::with_capacity(a.pixels.len() * 4);
        for (left, right) in [(a, b), (c, d)] {
            for (left, right) in left.pixels.chunks(width).zip(right.pixels.chunks(width)) {
                pixels.extend_from_slice(left);
                pixels.extend_from_slice(right);
            }
        }
        Canvas {
            width: a.width * 2,
            height: a.height * 2,
            pixels,
        }
    }

    /// The same picture in more pixels, soft: how a preview gets its look.
    pub fn stretched(&self, width: u32, height: u32) -> Canvas {
        let mut large = Canvas::new(width, height);
        let at = |position: u32, few: u32, many: u32| {
            let exact =
                ((position as f32 + 0.5) * few as f32 / many as f32 - 0.5).clamp(0.0, (few - 1) as f32);
            let low = exact as u32;
            let t = exact - low as f32;
            (
                low as usize,
                (low + 1).min(few - 1) as usize,
                t * t * (3.0 - 2.0 * t),
            )
        };
        let columns: Vec<_> = (0..width).map(|x| at(x, self.width, width)).collect();
        let few = self.width as usize;
        for (y, row) in large.rows() {
            let (top, bottom, down) = at(y as u32, self.height, height);
            for (pixel, &(left, right, across)) in row.iter_mut().zip(&columns) {
                let upper = blend(
                    self.pixels[top * few + left],
                    self.pixels[top * few + right],
                    across,
                );
                let lower = blend(
                    self.pixels[bottom * few + left],
                    self.pixels[bottom * few + right],
                    across,
                );
                *pixel = blend(upper, lower, down);
            }
        }
        large
    }

    /// Encodes it, preferring speed to size.
    pub fn png(&self) -> Vec<u8> {
        let bytes: Vec<u8> = self
            .pixels
            .iter()
            .flatten()
            .map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
            .collect();
        encode(self.width, self.height, &bytes).unwrap_or_default()
    }
}

fn encode(width: u32, height: u32, rgb: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(out)
}
