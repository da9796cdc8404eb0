//! Packs the WebAssembly of the default entry: the other half of `pkg/unpack.js`, which says how and why.
//!
//! Both compute every prediction from the bytes before it, by the same operations in the same order.

/// Which of the eight bytes before a byte each context is made of.
const CONTEXTS: [u32; 8] = [0, 1, 86, 3, 13, 10, 177, 7];

/// The packed bytes: the length in four bytes, then the bits.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut packed = length.to_be_bytes().to_vec();
    let mut model = Model::new();
    let (mut low, mut high) = (0_u32, u32::MAX);
    for at in 0..bytes.len() {
        model.at_byte(bytes.get(..at).unwrap_or_default());
        for bit in (0..8).rev() {
            let is = bytes.get(at).is_some_and(|byte| byte >> bit & 1 == 1);
            let chance = model.predict(bit);
            let middle = low + (f64::from(high - low) * chance) as u32;
            if is {
                high = middle;
            } else {
                low = middle + 1;
            }
            while (low ^ high) >> 24 == 0 {
                packed.push((low >> 24) as u8);
                low <<= 8;
                high = high << 8 | 255;
            }
            model.learn(is, chance);
        }
    }
    packed.extend(low.to_be_bytes());
    packed
}

/// What is predicted from.
struct Model {
    stretch: Vec<f64>,
    /// What followed a context: a probability in 22 bits, and in 10 how often it was seen.
    seen: Vec<u32>,
    weights: Vec<[f64; CONTEXTS.len()]>,
    hashes: [u32; CONTEXTS.len()],
    slots: [usize; CONTEXTS.len()],
    inputs: [f64; CONTEXTS.len()],
    sets: [usize; 3],
    /// The bits of this byte so far, behind a 1.
    byte: u32,
    /// The two bytes before.
    before: [usize; 2],
}

impl Model {
    fn new() -> Self {
        let mut stretch = Vec::new();
        let mut x = -12.0;
        for step in 0..4096 {
            while squash(x) < (f64::from(step) + 0.5) / 4096.0 {
                x += 1.0 / 256.0;
            }
            stretch.push(x);
        }
        let mut weights = vec![[0.25; CONTEXTS.len()]; 256];
        weights.resize(2_560, [0.0; CONTEXTS.len()]);
        let nothing = [0; CONTEXTS.len()];
        Self {
            stretch,
            seen: vec![1 << 31; 1 << 22],
            weights,
            hashes: nothing,
            slots: [0; CONTEXTS.len()],
            inputs: [0.0; CONTEXTS.len()],
            sets: [0; 3],
            byte: 1,
            before: [0; 2],
        }
    }

    fn at_byte(&mut self, before: &[u8]) {
        let back = |back: usize| {
            before
                .len()
                .checked_sub(back + 1)
                .and_then(|at| before.get(at))
                .copied()
                .unwrap_or(0)
        };
        for ((hash, mask), number) in self.hashes.iter_mut().zip(CONTEXTS).zip(1..) {
            *hash = number;
            for at in (0..8).filter(|at| mask >> at & 1 == 1) {
                *hash = (*hash ^ u32::from(back(at))).wrapping_mul(0x2545_f491);
                *hash ^= *hash >> 15;
            }
        }
        self.before = [back(0).into(), back(1).into()];
        self.byte = 1;
    }

    /// The probability that a bit is 1.
    fn predict(&mut self, bit: usize) -> f64 {
        let [one, two] = self.before;
        self.sets = [self.byte as usize, 256 + 8 * one + bit, 2_304 + two];
        let mut sum = 0.0;
        for context in 0..CONTEXTS.len() {
            let hash = self.hashes[context].wrapping_add(self.byte.wrapping_mul(0x9e37_79b1));
            let slot = (hash.wrapping_mul(0x85eb_ca6b) >> 10) as usize;
            let input = self.stretch[(self.seen[slot] >> 20) as usize];
            let mut weight = 0.0;
            for set in self.sets {
                weight += self.weights[set][context];
            }
            sum += weight * input;
            (self.slots[context], self.inputs[context]) = (slot, input);
        }
        squash(sum.clamp(-11.0, 11.0))
    }

    fn learn(&mut self, is: bool, chance: f64) {
        let is = f64::from(u8::from(is));
        let error = (is - chance) * 0.006;
        for context in 0..CONTEXTS.len() {
            for set in self.sets {
                self.weights[set][context] += error * self.inputs[context];
            }
            let slot = &mut self.seen[self.slots[context]];
            let (times, old) = (*slot & 1_023, f64::from(*slot >> 10));
            let new = old + (is * 4_194_303.0 - old) / (f64::from(times) + 1.4);
            *slot = (new as u32) << 10 | (times + 1).min(20);
        }
        self.byte = self.byte << 1 | u32::from(is > 0.5);
    }
}

/// The logistic function; that of the standard library differs between platforms.
fn squash(x: f64) -> f64 {
    let mut power = 1.0 - x / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    1.0 / (1.0 + power)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as `pkg/unpack.js`, to see that nothing is lost; that one is tested by every test of the package.
    fn unpack(packed: &[u8]) -> Vec<u8> {
        let word = |at: usize| u32::from_be_bytes(packed[at..at + 4].try_into().unwrap());
        let (length, mut code, mut next) = (word(0), word(4), 8);
        let (mut model, mut bytes) = (Model::new(), Vec::new());
        let (mut low, mut high) = (0_u32, u32::MAX);
        while bytes.len() < length as usize {
            model.at_byte(&bytes);
            let mut byte = 0;
            for bit in (0..8).rev() {
                let chance = model.predict(bit);
                let middle = low + (f64::from(high - low) * chance) as u32;
                let is = code <= middle;
                if is {
                    high = middle;
                } else {
                    low = middle + 1;
                }
                while (low ^ high) >> 24 == 0 {
                    code = code << 8 | u32::from(packed.get(next).copied().unwrap_or(0));
                    next += 1;
                    low <<= 8;
                    high = high << 8 | 255;
                }
                model.learn(is, chance);
                byte = byte << 1 | u8::from(is);
            }
            bytes.push(byte);
        }
        bytes
    }

    #[test]
    fn nothing_is_lost() {
        let mut seed = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(5_000)
        .collect();
        let code = include_bytes!("pack.rs");
        for bytes in [&b""[..], b"\0", b"\0asm\x01\0\0\0", &noise, code] {
            let packed = pack(bytes);
            assert!(unpack(&packed) == bytes);
        }
        assert!(
            pack(code).len() * 3 < code.len(),
            "{} of {}",
            pack(code).len(),
            code.len()
        );
        assert!(pack(&[0; 10_000]).len() < 100);
    }
}
