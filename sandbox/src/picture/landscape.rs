//! Draws a composition: a sky, and layers of land, water or paper in front of it.

use super::canvas::Canvas;
use super::noise::{Line, lattice, smooth};
use super::palette::{Colour, blend};
use super::scene::{Composition, Kind, View};
use super::shape::Brush;
use crate::seeded::{Stream, join};

pub(crate) fn draw(composition: &Composition, view: View, width: u32, height: u32) -> Canvas {
    let mut canvas = Canvas::new(width, height);
    let mut artist = Artist {
        brush: Brush {
            canvas: &mut canvas,
            view,
        },
        of: composition,
        base: Stream::new(composition.seed),
        detail: Stream::new(composition.detail),
    };
    match composition.kind {
        Kind::Mountains => artist.mountains(),
        Kind::Sea => artist.sea(),
        Kind::Dunes => artist.dunes(),
        Kind::Ribbons => artist.ribbons(),
        Kind::Night => artist.night(),
    }
    canvas
}

/// One layer in front of the others: everything below its crest.
struct Layer {
    crest: Vec<f32>,
    /// At the crest, and `fade` below it.
    upper: Colour,
    lower: Colour,
    fade: f32,
    /// How far it throws a soft shadow on what is behind it.
    shadow: f32,
    /// How strongly slopes catch the light (from the left).
    relief: f32,
}

struct Artist<'a> {
    brush: Brush<'a>,
    of: &'a Composition,
    base: Stream,
    detail: Stream,
}

impl Artist<'_> {
    /// A number that the seed chooses and the details move a little.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        let value = self.base.between(low, high);
        let shift = self.detail.between(-0.45, 0.45) * self.of.sway * (high - low);
        (value + shift).clamp(low.min(high), low.max(high))
    }

    /// The line of one layer, and how far along it this picture starts.
    fn line(&mut self, octaves: u32, ridged: bool) -> (Line, f32) {
        let seed = self.base.bits();
        let (other, along) = (self.detail.bits(), self.detail.between(-1.6, 1.6) * self.of.sway);
        let seed = if self.of.sway > 0.6 {
            join(seed, other)
        } else {
            seed
        };
        (
            Line {
                seed,
                octaves,
                ridged,
            },
            along,
        )
    }

    fn crest(&self, height: impl Fn(f32) -> f32) -> Vec<f32> {
        self.brush.columns().into_iter().map(height).collect()
    }

    fn sky(&mut self, horizon: f32, sun: (f32, f32), glow: f32) {
        let palette = self.of.palette;
        let view = self.brush.view;
        let (wide, high) = (self.brush.canvas.width as f32, self.brush.canvas.height as f32);
        for (row, pixels) in self.brush.canvas.rows() {
            let y = view.top + (row as f32 + 0.5) / high * view.height;
            let t = (y / horizon).clamp(0.0, 1.0);
            let band = if t < 0.55 {
                blend(palette.top, palette.middle, ease(t / 0.55))
            } else {
                blend(palette.middle, palette.low, ease((t - 0.55) / 0.45))
            };
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let dx = view.left + (column as f32 + 0.5) / wide * view.width - sun.0;
                let dy = (y - sun.1) * 1.15;
                let near = 1.0 / (1.0 + 9.0 * (dx * dx + dy * dy));
                *pixel = blend(band, palette.sun, glow * near * near);
            }
        }
    }

    fn stars(&mut self, until: f32, count: usize) {
        let mut stars = Stream::new(join(self.of.seed, 77));
        let colour = blend(self.of.palette.sun, [1.0; 3], 0.6);
        for _ in 0..count {
            let at = (stars.between(-1.6, 2.6), stars.between(-0.9, until));
            let size = stars.between(0.0012, 0.0034);
            let light = stars.between(0.25, 0.95);
            self.brush.ellipse(at, (size, size), colour, light, 0.6);
        }
    }

    fn clouds(&mut self, count: usize, from: f32, to: f32, alpha: f32) {
        let colour = blend(self.of.palette.low, self.of.palette.sun, 0.6);
        for _ in 0..count {
            let (x, y) = (self.between(-0.5, 1.5), self.between(from, to));
            let wide = self.between(0.14, 0.34);
            for puff in 0..5 {
                let along = puff as f32 / 4.0 - 0.5;
                let size = wide * (0.55 - along.abs() * 0.5);
                let lift = self.between(-0.010, 0.010);
                self.brush.ellipse(
                    (x + along * wide * 1.5, y + lift),
                    (size, size * 0.16),
                    colour,
                    alpha,
                    1.0,
                );
            }
        }
    }

    fn disc(&mut self, at: (f32, f32), radius: f32) {
        let sun = self.of.palette.sun;
        self.brush
            .ellipse(at, (radius * 3.2, radius * 3.2), sun, 0.35, 1.0);
        self.brush.ellipse(at, (radius, radius), sun, 1.0, 0.0);
    }

    fn layer(&mut self, layer: &Layer) {
        let view = self.brush.view;
        let high = self.brush.canvas.height as f32;
        let pixel = self.brush.pixel();
        let step = view.width / self.brush.canvas.width as f32;
        let lit: Vec<f32> = (0..layer.crest.len())
            .map(|at| {
                let reach = (0.012 / step).ceil().max(1.0) as usize;
                let (a, b) = (at.saturating_sub(reach), (at + reach).min(layer.crest.len() - 1));
                let slope = (layer.crest[b] - layer.crest[a]) / ((b - a).max(1) as f32 * step);
                -slope.clamp(-0.9, 0.9) * layer.relief
            })
            .collect();
        let top = layer.crest.iter().copied().fold(f32::MAX, f32::min) - layer.shadow - pixel;
        for (row, pixels) in self.brush.canvas.rows() {
            let y = view.top + (row as f32 + 0.5) / high * view.height;
            if y < top {
                continue;
            }
            for ((pixel_colour, crest), lit) in pixels.iter_mut().zip(&layer.crest).zip(&lit) {
                let depth = y - crest;
                let cover = depth / pixel + 0.5;
                if cover <= 0.0 {
                    if depth > -layer.shadow {
                        let dark = 1.0 + depth / layer.shadow;
                        *pixel_colour = pixel_colour.map(|value| value * (1.0 - 0.30 * dark * dark));
                    }
                    continue;
                }
                let down = (depth / layer.fade).clamp(0.0, 1.0);
                let light = lit * (1.0 - down).powi(4);
                let colour = blend(layer.upper, layer.lower, down)
                    .map(|value| value + light * (if light > 0.0 { 1.0 - value } else { value }));
                *pixel_colour = if cover >= 1.0 {
                    colour
                } else {
                    blend(*pixel_colour, colour, cover)
                };
            }
        }
    }

    fn mountains(&mut self) {
        let palette = self.of.palette;
        let sun = (self.between(0.15, 0.85), self.between(0.24, 0.42));
        let radius = self.between(0.045, 0.085);
        self.sky(0.72, sun, 0.75);
        if palette.is_dark() {
            self.stars(0.45, 260);
        }
        self.disc(sun, radius);
        self.clouds(5, 0.08, 0.46, 0.30);
        for number in 0..6 {
            let t = number as f32 / 5.0;
            let (line, along) = self.line(if t < 0.7 { 5 } else { 3 }, t < 0.7);
            let base = 0.46 + 0.44 * t + self.between(-0.02, 0.02);
            let (swing, frequency) = (0.17 * (1.0 - 0.55 * t), 1.7 + 1.1 * t);
            let trees = (t > 0.7).then(|| (self.base.bits(), 0.030 + 0.022 * t, 0.030 + 0.030 * t));
            let crest = self.crest(|x| {
                let ground = base - swing * line.at((x + along) * frequency);
                ground - trees.map_or(0.0, |(seed, spacing, tall)| pines(seed, x + along, spacing, tall))
            });
            let colour = blend(palette.far, palette.near, ease(t));
            let haze = blend(palette.low, palette.middle, 0.35);
            self.layer(&Layer {
                crest,
                upper: blend(colour, haze, 0.42 * (1.0 - t)),
                lower: blend(colour, haze, 0.80 * (1.0 - t)),
                fade: 0.30,
                shadow: 0.0,
                relief: 0.20 * (1.0 - t),
            });
        }
        self.cat(0.95, 0.30);
    }

    fn sea(&mut self) {
        let palette = self.of.palette;
        let horizon = self.between(0.52, 0.62);
        let sun = (self.between(0.25, 0.75), horizon - self.between(0.02, 0.16));
        let radius = self.between(0.075, 0.12);
        self.sky(horizon, sun, 0.85);
        if palette.is_dark() {
            self.stars(horizon - 0.08, 240);
        }
        self.disc(sun, radius);
        self.clouds(6, 0.08, horizon - 0.10, 0.34);
        let (line, along) = self.line(4, true);
        let crest = self.crest(|x| horizon + 0.004 - 0.07 * (line.at((x + along) * 1.4) - 0.1).max(0.0));
        let coast = blend(palette.far, palette.low, 0.35);
        self.layer(&Layer {
            crest,
            upper: coast,
            lower: coast,
            fade: 1.0,
            shadow: 0.0,
            relief: 0.0,
        });
        let crest = self.crest(|_| horizon);
        self.layer(&Layer {
            crest,
            upper: blend(palette.low, palette.far, 0.45),
            lower: blend(palette.near, palette.far, 0.22),
            fade: 1.0 - horizon,
            shadow: 0.0,
            relief: 0.0,
        });
        let mut glitter = Stream::new(join(self.of.seed, join(self.of.detail, 5)));
        for number in 0..110 {
            let t = (number as f32 / 110.0).powf(1.4);
            let y = horizon + 0.006 + (1.45 - horizon) * t;
            let spread = 0.025 + 0.17 * t;
            let at = (
                sun.0 + glitter.between(-1.0, 1.0) * spread,
                y + glitter.between(-0.004, 0.004),
            );
            let size = (
                glitter.between(0.012, 0.05) * (0.6 + 1.4 * t),
                0.0012 + 0.0055 * t,
            );
            self.brush
                .ellipse(at, size, palette.sun, 0.75 * (1.0 - t * 0.7), 0.5);
        }
        for number in 0..4 {
            let t = number as f32 / 3.0;
            let (line, along) = self.line(2, false);
            let base = horizon + 0.10 + (0.90 - horizon) * t;
            let height = 0.006 + 0.022 * t;
            let frequency = 9.0 - 4.5 * t;
            let crest = self.crest(|x| {
                let wave = ((x + along) * frequency * 1.9 + 2.4 * line.at((x + along) * 1.3)).sin();
                base - height * (1.0 - wave.abs() * 1.6)
            });
            let colour = blend(
                blend(palette.far, palette.low, 0.25),
                palette.near,
                0.30 + 0.55 * t,
            );
            self.layer(&Layer {
                crest,
                upper: colour,
                lower: blend(colour, palette.near, 0.55),
                fade: 0.16,
                shadow: 0.0,
                relief: 0.16,
            });
        }
        let at = (
            if sun.0 < 0.5 {
                self.between(0.60, 0.85)
            } else {
                self.between(0.15, 0.40)
            },
            horizon + 0.075,
        );
        self.boat(at, self.of.palette.near);
        self.cat(1.02, 0.34);
    }

    fn boat(&mut self, (x, y): (f32, f32), colour: Colour) {
        let sail = blend(self.of.palette.sun, [1.0; 3], 0.35);
        self.brush.polygon(
            &[
                (x + 0.006, y - 0.155),
                (x + 0.085, y - 0.022),
                (x + 0.006, y - 0.022),
            ],
            sail,
            1.0,
        );
        self.brush.polygon(
            &[
                (x - 0.004, y - 0.130),
                (x - 0.004, y - 0.022),
                (x - 0.060, y - 0.022),
            ],
            blend(sail, self.of.palette.far, 0.25),
            1.0,
        );
        self.brush.polygon(
            &[
                (x - 0.075, y - 0.014),
                (x + 0.095, y - 0.014),
                (x + 0.062, y + 0.018),
                (x - 0.048, y + 0.018),
            ],
            colour,
            1.0,
        );
    }

    fn dunes(&mut self) {
        let palette = self.of.palette;
        let sun = (self.between(0.2, 0.8), self.between(0.20, 0.36));
        let radius = self.between(0.07, 0.14);
        self.sky(0.62, sun, 0.7);
        self.disc(sun, radius);
        self.clouds(4, 0.12, 0.42, 0.24);
        for number in 0..6 {
            let t = number as f32 / 5.0;
            let (line, along) = self.line(2, false);
            let base = 0.52 + 0.40 * t;
            let swing = 0.06 + 0.07 * t;
            let lean = self.between(-0.10, 0.10);
            let crest = self.crest(|x| {
                let at = (x + along) * (1.5 - 0.4 * t);
                base - swing * line.at(at) + lean * (x - 0.5)
                    - 0.030 * (1.0 - smooth(line.seed ^ 9, at * 1.7).abs() * 2.0)
            });
            let sand = blend(
                blend(palette.low, palette.far, 0.25 + 0.75 * t),
                palette.near,
                0.62 * t * t,
            );
            self.layer(&Layer {
                crest,
                upper: blend(sand, palette.sun, 0.22),
                lower: blend(sand, palette.near, 0.30 + 0.2 * t),
                fade: 0.26,
                shadow: 0.028,
                relief: 0.42,
            });
        }
        self.cat(0.98, 0.28);
    }

    fn ribbons(&mut self) {
        let palette = self.of.palette;
        let sun = (self.between(0.1, 0.9), self.between(0.02, 0.2));
        self.sky(0.9, sun, 0.6);
        let tilt = self.between(-0.40, 0.40);
        let stops = [
            palette.sun,
            palette.low,
            palette.far,
            palette.middle,
            palette.top,
            palette.near,
        ];
        for number in 0..11 {
            let t = number as f32 / 10.0;
            let (line, along) = self.line(1, false);
            let base = 0.10 + 0.95 * t;
            let (swing, frequency) = (self.between(0.05, 0.13), self.between(1.1, 1.9));
            let phase = self.between(0.0, 6.3);
            let crest = self.crest(|x| {
                let at = x + along;
                base + tilt * (x - 0.5)
                    - swing * (at * frequency * 2.6 + phase + 1.2 * line.at(at * 0.8)).sin()
            });
            let exact = t * (stops.len() - 1) as f32;
            let low = (exact as usize).min(stops.len() - 2);
            let colour = blend(stops[low], stops[low + 1], exact - low as f32);
            self.layer(&Layer {
                crest,
                upper: blend(colour, [1.0; 3], 0.16),
                lower: blend(colour, palette.near, 0.22),
                fade: 0.22,
                shadow: 0.055,
                relief: 0.10,
            });
        }
        self.cat(0.98, 0.32);
    }

    fn night(&mut self) {
        let dark = [0.012, 0.024, 0.085];
        let palette = self.of.palette;
        let (deep, light) = (
            blend(dark, palette.top, 0.22),
            blend(palette.middle, palette.low, 0.5),
        );
        let moon = (self.between(0.15, 0.85), self.between(0.12, 0.26));
        let radius = self.between(0.035, 0.06);
        let (curve, along) = self.line(3, false);
        let (folds, more) = (self.line(2, false).0, self.between(3.0, 5.0));
        let view = self.brush.view;
        let columns: Vec<(f32, f32)> = self
            .brush
            .columns()
            .into_iter()
            .map(|x| {
                let at = (x + along) * 1.25;
                (
                    0.46 + 0.16 * curve.at(at),
                    0.45 + 0.55 * (0.5 + 0.5 * folds.at((x + along) * more * 2.0)),
                )
            })
            .collect();
        let high = self.brush.canvas.height as f32;
        let glow = blend(light, [0.25, 0.95, 0.70], 0.45);
        for (row, pixels) in self.brush.canvas.rows() {
            let y = view.top + (row as f32 + 0.5) / high * view.height;
            let sky = blend(
                deep,
                blend(dark, palette.middle, 0.42),
                ease((y / 0.8).clamp(0.0, 1.0)),
            );
            for (pixel, (edge, strength)) in pixels.iter_mut().zip(&columns) {
                let above = edge - y;
                let curtain = if above >= 0.0 {
                    1.0 / (1.0 + 22.0 * above * above) * (1.0 - (above / 0.62).min(1.0))
                } else {
                    (1.0 + above / 0.075).max(0.0).powi(2)
                };
                let tint = blend(glow, palette.far, (above.max(0.0) * 1.9).min(1.0));
                *pixel = blend(sky, tint, 0.80 * strength * curtain);
            }
        }
        self.stars(0.62, 420);
        self.disc(moon, radius);
        for number in 0..4 {
            let t = number as f32 / 3.0;
            let (line, along) = self.line(5 - number, t < 0.7);
            let base = 0.64 + 0.25 * t;
            let trees = (number > 1).then(|| (self.base.bits(), 0.034 + 0.010 * t, 0.035 + 0.045 * t));
            let crest = self.crest(|x| {
                base - 0.10 * (1.0 - 0.5 * t) * line.at((x + along) * (1.9 + t))
                    - trees.map_or(0.0, |(seed, spacing, tall)| pines(seed, x + along, spacing, tall))
            });
            let colour = blend(
                blend(palette.far, deep, 0.45),
                blend(dark, palette.near, 0.3),
                ease(t),
            );
            self.layer(&Layer {
                crest,
                upper: blend(colour, glow, 0.10 * (1.0 - t)),
                lower: blend(colour, glow, 0.22 * (1.0 - t)),
                fade: 0.25,
                shadow: 0.0,
                relief: 0.16 * (1.0 - t),
            });
        }
        self.cat(0.97, 0.30);
    }

    /// A cat that sits with its back to what there is to see, if the prompt asked for one.
    fn cat(&mut self, ground: f32, size: f32) {
        if !self.of.cat {
            return;
        }
        let x = self.between(0.30, 0.70);
        let side = if self.base.bits().is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        let fur = blend(self.of.palette.near, [0.02, 0.02, 0.035], 0.8);
        let rim = blend(self.of.palette.sun, self.of.palette.low, 0.4);
        let at = |dx: f32, dy: f32| (x + side * dx * size, ground + dy * size);
        // A slightly larger cat of light behind the dark one: the light of the sky on its fur.
        for (colour, grow, alpha) in [(rim, 0.012, 0.55), (fur, 0.0, 1.0)] {
            let round = |wide: f32, tall: f32| ((wide + grow) * size, (tall + grow) * size);
            for step in 0..=72 {
                let t = step as f32 / 72.0;
                let bend = (t * 3.0).sin();
                self.brush.ellipse(
                    at(
                        0.20 + 0.30 * t.powf(0.8) - 0.10 * (t * 5.0).sin() * t,
                        -0.04 - 0.46 * t * t - 0.03 * bend,
                    ),
                    round(0.045 - 0.018 * t, 0.045 - 0.018 * t),
                    colour,
                    alpha,
                    0.0,
                );
            }
            self.brush
                .ellipse(at(0.04, -0.22), round(0.25, 0.26), colour, alpha, 0.0);
            self.brush
                .ellipse(at(-0.02, -0.45), round(0.165, 0.25), colour, alpha, 0.0);
            self.brush
                .ellipse(at(-0.03, -0.74), round(0.175, 0.145), colour, alpha, 0.0);
            for ear in [-1.0, 1.0] {
                let (inner, tip, outer) = (
                    (-0.03 + ear * 0.035, -0.84),
                    (-0.03 + ear * 0.135, -1.0 - grow),
                    (-0.03 + ear * (0.172 + grow), -0.74),
                );
                let mut corners = [inner, tip, outer].map(|(dx, dy)| at(dx, dy));
                if ear * side < 0.0 {
                    corners.reverse();
                }
                self.brush.polygon(&corners, colour, alpha);
            }
        }
    }
}

/// How far pines rise above the ground at `x`.
fn pines(seed: u64, x: f32, spacing: f32, tall: f32) -> f32 {
    let here = (x / spacing).floor() as i64;
    (here - 1..=here + 1)
        .map(|tree| {
            let (shift, size) = (lattice(seed, tree), lattice(seed ^ 3, tree));
            let centre = (tree as f32 + 0.5 + 0.35 * shift) * spacing;
            let height = tall * (0.78 + 0.42 * size);
            let slope = (x - centre).abs() / (0.30 * tall);
            (height * (1.0 - slope * tall / height)).max(0.0)
        })
        .fold(0.0, f32::max)
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
