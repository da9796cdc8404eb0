//! Colours that go together.

use crate::seeded::{Stream, join};

/// Red, green, blue, each from 0 to 1.
pub(crate) type Colour = [f32; 3];

/// The colours of one scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    pub(crate) top: Colour,
    pub(crate) middle: Colour,
    pub(crate) low: Colour,
    pub(crate) sun: Colour,
    pub(crate) far: Colour,
    pub(crate) near: Colour,
}

impl Palette {
    /// One of those chosen by hand. Neighbouring numbers look very different.
    pub(crate) fn chosen(number: u64) -> Self {
        let [top, middle, low, sun, far, near] = CHOSEN[(number % CHOSEN.len() as u64) as usize].map(colour);
        Self {
            top,
            middle,
            low,
            sun,
            far,
            near,
        }
    }

    /// Made of the colours of given pictures.
    pub fn of(colours: &[[f32; 3]], seed: u64) -> Self {
        let mut stream = Stream::new(join(seed, 31));
        let pick = |at: usize| {
            colours
                .get(at % colours.len().max(1))
                .copied()
                .unwrap_or([0.5; 3])
        };
        let first = stream.below(colours.len());
        let (a, b, c) = (pick(first), pick(first + 1), pick(first + 2));
        let toned = |colour: Colour, light: f32| {
            let own = (luma(colour)).max(0.02);
            let scaled = colour.map(|value| (value * light / own).min(1.0));
            blend([light; 3], scaled, 0.85)
        };
        Self {
            top: toned(a, 0.28),
            middle: toned(blend(a, b, 0.5), 0.52),
            low: toned(b, 0.78),
            sun: toned(b, 0.95),
            far: toned(blend(b, c, 0.6), 0.45),
            near: toned(c, 0.10),
        }
    }

    /// Whether stars are seen in this sky.
    pub(crate) fn is_dark(&self) -> bool {
        luma(self.top) < 0.2
    }
}

/// From `a` (at 0) to `b` (at 1).
pub(crate) fn blend(a: Colour, b: Colour, t: f32) -> Colour {
    [
        a[0] + (b[0] - a[0]) * t,
        a[1] + (b[1] - a[1]) * t,
        a[2] + (b[2] - a[2]) * t,
    ]
}

/// How bright a colour looks.
pub(crate) fn luma([red, green, blue]: Colour) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn colour(rgb: u32) -> Colour {
    [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff].map(|value| value as f32 / 255.0)
}

/// Top, middle and low of the sky, sun, far and near land.
const CHOSEN: [[u32; 6]; 12] = [
    [0x2b2d5b, 0x8a5590, 0xf6a58a, 0xffe9c4, 0x8b5f8f, 0x1b1733],
    [0x2f6f9f, 0x8fc1d4, 0xffe3b0, 0xfffaeb, 0x86a8b8, 0x17343f],
    [0x150734, 0x4f1d70, 0xd9627b, 0xffd3a0, 0x6b2d6e, 0x12061f],
    [0x5a93b8, 0xf0d3ac, 0xf7b267, 0xfff4d8, 0xe8825c, 0x6f2a2a],
    [0x050a24, 0x0e2f55, 0x1f7a7c, 0xdcfff2, 0x1c4f60, 0x030d1a],
    [0x86b4dd, 0xf0d7e6, 0xffc6d9, 0xfffafb, 0xd29fc2, 0x523656],
    [0x0b3954, 0x0f8390, 0xc5dcec, 0xfdfdf0, 0x5298a8, 0x052338],
    [0x1a0b14, 0x661d2c, 0xf2602f, 0xffdda6, 0x7d2b2c, 0x13060b],
    [0x9cc9b0, 0xc4dfcb, 0xf6f4dc, 0xfffdec, 0x82b08b, 0x16341f],
    [0x264653, 0x6f938e, 0xecca78, 0xfff5d4, 0xdc6b4c, 0x271c14],
    [0x557ba5, 0xa9c8e0, 0xf3f8fc, 0xffffff, 0x97b5cf, 0x274462],
    [0x2a1e4f, 0x5b4b9a, 0xb9a5e0, 0xfff0fb, 0x6c58a8, 0x140d2b],
];
