//! Smooth noise along a line: the outline of hills.

use crate::seeded::spread;

/// A hilly line: octaves of smooth noise, about -1 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub seed: u64,
    pub octaves: u32,
    /// Sharp crests, as rock has them.
    pub ridged: bool,
}

impl Line {
    pub fn at(self, x: f32) -> f32 {
        let (mut sum, mut weight, mut frequency, mut total) = (0.0, 1.0, 1.0, 0.0);
        for octave in 0..self.octaves {
            let value = smooth(self.seed.wrapping_add(u64::from(octave) * 7919), x * frequency);
            sum += weight
                * if self.ridged {
                    1.0 - 2.0 * value.abs()
                } else {
                    value
                };
            total += weight;
            weight *= 0.48;
            frequency *= 2.03;
        }
        sum / total
    }
}

/// One octave, -1 to 1.
pub(crate) fn smooth(seed: u64, x: f32) -> f32 {
    let floor = x.floor();
    let t = x - floor;
    let t = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (a, b) = (lattice(seed, floor as i64), lattice(seed, floor as i64 + 1));
    a + (b - a) * t
}

/// The fixed value at a whole number, -1 to 1.
pub(crate) fn lattice(seed: u64, at: i64) -> f32 {
    (spread(seed ^ (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 40) as f32 / 8_388_608.0 - 1.0
}
