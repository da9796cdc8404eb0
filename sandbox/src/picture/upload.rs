//! Pictures that clients send.

use super::palette::Colour;
use crate::seeded::{Stream, hash};

/// The most pixels looked at.
const LIMIT: u64 = 16_000_000;

/// A decoded PNG.
#[derive(Clone, Debug)]
pub struct Upload {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Colour and opacity.
    pub(crate) pixels: Vec<(Colour, f32)>,
}

impl Upload {
    /// Decodes a PNG of any colour type; none if it is not one.
    pub fn from_png(bytes: &[u8]) -> Option<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let head = reader.info();
        if u64::from(head.width) * u64::from(head.height) > LIMIT {
            return None;
        }
        let mut buffer = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut buffer).ok()?;
        let samples = info.color_type.samples();
        let level = |value: u8| f32::from(value) / 255.0;
        let pixels = buffer
            .get(..info.buffer_size())?
            .chunks_exact(samples)
            .map(|sample| match *sample {
                [grey] => ([level(grey); 3], 1.0),
                [grey, alpha] => ([level(grey); 3], level(alpha)),
                [red, green, blue] => ([red, green, blue].map(level), 1.0),
                [red, green, blue, alpha] => ([red, green, blue].map(level), level(alpha)),
                _ => ([0.0; 3], 0.0),
            })
            .collect();
        Some(Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels,
        })
    }

    /// Two colours that stand for a picture. What cannot be decoded (JPEG, WebP, the guide's `xxx`) gets colours of its own by its bytes.
    pub fn colours(bytes: &[u8]) -> [[f32; 3]; 2] {
        match Self::from_png(bytes) {
            Some(upload) if !upload.pixels.is_empty() => {
                let half = upload.pixels.len().div_ceil(2);
                let mean = |pixels: &[(Colour, f32)]| {
                    let sum = pixels.iter().fold([0.0f64; 3], |sum, (colour, _)| {
                        [
                            sum[0] + f64::from(colour[0]),
                            sum[1] + f64::from(colour[1]),
                            sum[2] + f64::from(colour[2]),
                        ]
                    });
                    sum.map(|value| (value / pixels.len().max(1) as f64) as f32)
                };
                let (upper, lower) = upload.pixels.split_at(half);
                [
                    mean(upper),
                    if lower.is_empty() {
                        mean(upper)
                    } else {
                        mean(lower)
                    },
                ]
            }
            _ => {
                let mut stream = Stream::new(hash(bytes));
                [(); 2].map(|()| [(); 3].map(|()| stream.between(0.15, 0.9)))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().unwrap();
        let row = vec![0xff; width.div_ceil(8) as usize];
        writer.write_image_data(&row.repeat(height as usize)).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn what_would_fill_the_memory_is_not_decoded() {
        let small = Upload::from_png(&png(9, 2)).unwrap();
        assert_eq!((small.width, small.height), (9, 2));
        assert_eq!(small.pixels, vec![([1.0; 3], 1.0); 18]);
        // Small on the wire, sixteen bytes a pixel here.
        let bomb = png(8000, 4000);
        assert!(bomb.len() < 100_000 && Upload::from_png(&bomb).is_none());
        assert!(Upload::from_png(b"xxx").is_none());
    }
}
