//! What is in a picture, independent of its size.

use std::sync::Arc;

use super::canvas::Canvas;
use super::landscape;
use super::mask::Mask;
use super::palette::{Palette, blend};
use crate::seeded::{Stream, hash, join};

/// A world that can be looked at through any [`View`].
#[derive(Clone, Debug)]
pub enum Scene {
    /// Drawn from a composition.
    Drawn(Composition),
    /// One scene that shows through another where a mask is white.
    Redrawn {
        /// Where the mask is black.
        under: Arc<Scene>,
        /// Where the mask is white.
        over: Arc<Scene>,
        /// Lies over `frame`.
        mask: Arc<Mask>,
        /// The part of the world that the mask was painted on.
        frame: View,
    },
}

impl Scene {
    pub(crate) fn paint(&self, view: View, width: u32, height: u32) -> Canvas {
        match self {
            Self::Drawn(composition) => landscape::draw(composition, view, width, height),
            Self::Redrawn {
                under,
                over,
                mask,
                frame,
            } => {
                let mut canvas = under.paint(view, width, height);
                let over = over.paint(view, width, height);
                let columns = width.max(1) as usize;
                for (row, pixels) in canvas.rows() {
                    let y = view.top + (row as f32 + 0.5) / height as f32 * view.height;
                    for (column, pixel) in pixels.iter_mut().enumerate() {
                        let x = view.left + (column as f32 + 0.5) / width as f32 * view.width;
                        let white = mask.at((x - frame.left) / frame.width, (y - frame.top) / frame.height);
                        if white > 0.0 {
                            *pixel = blend(*pixel, over.pixels[row * columns + column], white);
                        }
                    }
                }
                canvas
            }
        }
    }

    pub(crate) fn varied(&self, seed: u64, strength: f32) -> Self {
        match self {
            Self::Drawn(composition) => Self::Drawn(composition.varied(seed, strength)),
            Self::Redrawn {
                under,
                over,
                mask,
                frame,
            } => Self::Redrawn {
                under: Arc::new(under.varied(seed, strength)),
                over: Arc::new(over.varied(seed, strength)),
                mask: mask.clone(),
                frame: *frame,
            },
        }
    }

    pub(crate) fn replaced(&self, seed: u64) -> Self {
        match self {
            Self::Drawn(composition) => Self::Drawn(composition.replaced(seed)),
            Self::Redrawn { under, .. } => under.replaced(seed),
        }
    }
}

/// The part of a world that is seen. The picture as first made is 1 high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where it begins.
    pub left: f32,
    /// Where it begins.
    pub top: f32,
    /// How much is seen across.
    pub width: f32,
    /// How much is seen downwards.
    pub height: f32,
}

impl View {
    /// The first view of a picture of that width over height, around the middle of the world.
    pub fn of_aspect(aspect: f32) -> Self {
        Self {
            left: 0.5 - aspect / 2.0,
            top: 0.0,
            width: aspect,
            height: 1.0,
        }
    }

    /// Seen from further away by that factor.
    #[must_use]
    pub fn zoomed(self, factor: f32) -> Self {
        self.resized(self.width * factor, self.height * factor)
    }

    /// Half as much again to one side; `dx` and `dy` are -1, 0 or 1.
    #[must_use]
    pub fn panned(self, dx: f32, dy: f32) -> Self {
        let (wide, high) = (self.width * 0.5 * dx.abs(), self.height * 0.5 * dy.abs());
        Self {
            left: if dx < 0.0 { self.left - wide } else { self.left },
            top: if dy < 0.0 { self.top - high } else { self.top },
            width: self.width + wide,
            height: self.height + high,
        }
    }

    /// Extended to a square.
    #[must_use]
    pub fn squared(self) -> Self {
        let side = self.width.max(self.height);
        self.resized(side, side)
    }

    fn resized(self, width: f32, height: f32) -> Self {
        Self {
            left: self.left - (width - self.width) / 2.0,
            top: self.top - (height - self.height) / 2.0,
            width,
            height,
        }
    }
}

/// The kinds of scenes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Mountains,
    Sea,
    Dunes,
    Ribbons,
    Night,
}

const KINDS: [Kind; 5] = [
    Kind::Mountains,
    Kind::Sea,
    Kind::Night,
    Kind::Dunes,
    Kind::Ribbons,
];

/// What a scene is made of.
#[derive(Clone, Debug)]
pub struct Composition {
    pub(crate) kind: Kind,
    pub(crate) palette: Palette,
    /// Decides where things are.
    pub(crate) seed: u64,
    /// Decides the details.
    pub(crate) detail: u64,
    /// How far the details move what the seed placed.
    pub(crate) sway: f32,
    /// Whether a cat sits in it.
    pub(crate) cat: bool,
}

impl Composition {
    /// One of the four pictures of a subject. The words choose what is shown; the rest is left to the seed.
    pub(crate) fn new(subject: &str, cell: u64, seed: u64, palette: Option<&Palette>) -> Self {
        let words = subject.to_lowercase();
        let seed = join(hash(words.as_bytes()), seed);
        let mut stream = Stream::new(seed);
        let (first_kind, first_palette) = (stream.below(KINDS.len()), stream.bits());
        let wished = wished_kind(&words).filter(|_| cell.is_multiple_of(2));
        let kind = wished.unwrap_or(KINDS[(first_kind + cell as usize) % KINDS.len()]);
        Self {
            kind,
            palette: palette
                .copied()
                .unwrap_or_else(|| Palette::chosen(first_palette.wrapping_add(cell * 5))),
            seed: join(seed, cell + 1),
            detail: 0,
            sway: 0.0,
            cat: ["cat", "kitten", "猫"].iter().any(|word| words.contains(word)),
        }
    }

    fn varied(&self, seed: u64, strength: f32) -> Self {
        Self {
            detail: join(self.detail, seed),
            sway: strength,
            ..self.clone()
        }
    }

    fn replaced(&self, seed: u64) -> Self {
        let at = KINDS.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        let step = 1 + (seed % (KINDS.len() as u64 - 1)) as usize;
        let palette = (0..)
            .map(|more| Palette::chosen(seed.wrapping_add(more)))
            .find(|palette| *palette != self.palette);
        Self {
            kind: KINDS[(at + step) % KINDS.len()],
            palette: palette.unwrap_or(self.palette),
            seed: join(self.seed, seed),
            detail: seed,
            sway: 0.0,
            cat: false,
        }
    }
}

fn wished_kind(words: &str) -> Option<Kind> {
    let wishes = [
        (Kind::Sea, ["sea", "ocean", "boat", "ship", "beach", "wave"]),
        (
            Kind::Mountains,
            ["mountain", "hill", "forest", "valley", "castle", "alp"],
        ),
        (
            Kind::Dunes,
            ["desert", "dune", "sand", "camel", "savanna", "mars"],
        ),
        (
            Kind::Night,
            ["night", "star", "aurora", "winter", "space", "moon"],
        ),
        (
            Kind::Ribbons,
            ["abstract", "ribbon", "pattern", "flow", "texture", "music"],
        ),
    ];
    wishes
        .into_iter()
        .find(|(_, wish)| wish.iter().any(|word| words.contains(word)))
        .map(|(kind, _)| kind)
}
