//! Shapes with smooth edges, in the coordinates of the world.

use super::canvas::Canvas;
use super::palette::{Colour, blend};
use super::scene::View;

/// A canvas that knows what part of the world it shows.
pub(crate) struct Brush<'a> {
    pub canvas: &'a mut Canvas,
    pub view: View,
}

impl Brush<'_> {
    /// The height of one pixel in the world.
    pub fn pixel(&self) -> f32 {
        self.view.height / self.canvas.height as f32
    }

    /// The world's `x` of every column.
    pub fn columns(&self) -> Vec<f32> {
        let step = self.view.width / self.canvas.width as f32;
        (0..self.canvas.width)
            .map(|column| self.view.left + (column as f32 + 0.5) * step)
            .collect()
    }

    /// Fills an ellipse; `softness` 0 is a clean edge, 1 a glow that fades from its centre.
    pub fn ellipse(
        &mut self,
        centre: (f32, f32),
        radius: (f32, f32),
        colour: Colour,
        alpha: f32,
        softness: f32,
    ) {
        let edge = (self.pixel() / radius.0.min(radius.1)).max(softness).min(1.0);
        self.area(
            centre.0 - radius.0,
            centre.1 - radius.1,
            centre.0 + radius.0,
            centre.1 + radius.1,
            |x, y| {
                let (dx, dy) = ((x - centre.0) / radius.0, (y - centre.1) / radius.1);
                let inside = 1.0 - (dx * dx + dy * dy).sqrt();
                let t = (inside / edge).clamp(0.0, 1.0);
                (colour, alpha * if softness > 0.0 { t * t } else { t })
            },
        );
    }

    /// Fills a convex polygon whose corners go clockwise.
    pub fn polygon(&mut self, corners: &[(f32, f32)], colour: Colour, alpha: f32) {
        let pixel = self.pixel();
        let bound = |pick: fn((f32, f32)) -> f32, start: f32, best: fn(f32, f32) -> f32| {
            corners.iter().map(|corner| pick(*corner)).fold(start, best)
        };
        let (left, right) = (
            bound(|c| c.0, f32::MAX, f32::min),
            bound(|c| c.0, f32::MIN, f32::max),
        );
        let (top, bottom) = (
            bound(|c| c.1, f32::MAX, f32::min),
            bound(|c| c.1, f32::MIN, f32::max),
        );
        self.area(left, top, right, bottom, |x, y| {
            let next = corners.iter().cycle().skip(1);
            let inside = corners.iter().zip(next).map(|(a, b)| {
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                ((y - a.1) * dx - (x - a.0) * dy) / (dx * dx + dy * dy).sqrt().max(1e-6)
            });
            (
                colour,
                alpha * (inside.fold(f32::MAX, f32::min) / pixel + 0.5).clamp(0.0, 1.0),
            )
        });
    }

    fn area(
        &mut self,
        left: f32,
        top: f32,
        right: f32,
        bottom: f32,
        paint: impl Fn(f32, f32) -> (Colour, f32),
    ) {
        let (width, height, view) = (self.canvas.width, self.canvas.height, self.view);
        let column = |x: f32| (x - view.left) / view.width * width as f32;
        let row = |y: f32| (y - view.top) / view.height * height as f32;
        let span = |low: f32, high: f32, end: u32| {
            let low = (low - 1.0).floor().clamp(0.0, end as f32) as usize;
            low..((high + 2.0).ceil().clamp(0.0, end as f32) as usize).max(low)
        };
        let (columns, rows) = (
            span(column(left), column(right), width),
            span(row(top), row(bottom), height),
        );
        for at in rows {
            let y = view.top + (at as f32 + 0.5) / height as f32 * view.height;
            for across in columns.clone() {
                let x = view.left + (across as f32 + 0.5) / width as f32 * view.width;
                let (colour, alpha) = paint(x, y);
                if alpha > 0.0 {
                    let pixel = &mut self.canvas.pixels[at * width as usize + across];
                    *pixel = blend(*pixel, colour, alpha);
                }
            }
        }
    }
}
