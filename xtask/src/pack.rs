//! Packs the WebAssembly of the default entry: the other half of `pkg/unpack.js`, which says how and why.
//!
//! Both compute every prediction from the bytes before it, by the same operations in the same order.

/// The letters of the text, those that JavaScript has most of first. In quotes of whichever kind, or in a script within HTML, none
/// of them means anything.
const LETTERS: &[u8; 74] = b"eta,=)nsr.(oi lcu{}h-df:;m0bgy[]pw+?&123!/E#xjvA4T>OUPNSLI|65k8qCRzM^F_V97";

/// Contexts of which it is remembered what followed them the last time: the next byte is guessed to be that again.
const GUESSED: [u32; 2] = [7, 3840];

/// What each context is made of: which of the eight bytes before (the low bits), the place in an instruction, four opcodes, two
/// guesses.
const CONTEXTS: [u32; 12] = [24576, 256, 768, 3, 1285, 8161, 1282, 7936, 8193, 9056, 27, 2444];

/// Of the opcodes from each of these on, up to the next, how many fields follow; none of those before.
const FIELDS: [(u8, u32); 9] = [
    (2, 1),
    (5, 0),
    (12, 1),
    (17, 2),
    (18, 0),
    (32, 1),
    (40, 2),
    (63, 1),
    (67, 0),
];

/// So many bits of the number that stands for all bytes are worked on at a time: V8 keeps integers below 2 ** 30 without a box.
const WINDOW: u32 = 29;

/// The text: the length in 32 bits, then what is left of the bytes, in letters.
pub fn pack(bytes: &[u8]) -> String {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut bits: Vec<bool> = (0..32).rev().map(|bit| length >> bit & 1 == 1).collect();
    let mut model = Model::new();
    // Of the numbers that stand for all bytes so far, the least is the bits with those of `low` behind them; there are `range`.
    let (mut low, mut range) = (0_u64, 1_u64 << WINDOW);
    for byte in bytes {
        model.at_byte();
        for bit in (0..8).rev() {
            let is = byte >> bit & 1 == 1;
            let chance = model.predict(bit);
            let bound = (range as f64 * chance) as u64;
            if is {
                range = bound;
            } else {
                low = carry(&mut bits, low + bound);
                range -= bound;
            }
            while range <= 1 << (WINDOW - 1) {
                bits.push(low >> (WINDOW - 1) == 1);
                low = low << 1 & ((1 << WINDOW) - 1);
                range <<= 1;
            }
            model.learn(is, chance);
        }
        model.after_byte();
    }
    // Behind the end of the text all is zeros: of the numbers, one that ends with as many as can be.
    low = carry(&mut bits, low.next_multiple_of(1 << (WINDOW - 1)));
    bits.push(low > 0);
    spell(&bits)
}

/// Adds what does not fit into the bits of `low` to the bits before them.
fn carry(bits: &mut [bool], low: u64) -> u64 {
    if low >> WINDOW == 1 {
        let zero = bits.iter().rposition(|bit| !bit).unwrap_or(0);
        for bit in &mut bits[zero..] {
            *bit = !*bit;
        }
    }
    low & ((1 << WINDOW) - 1)
}

/// Reads the bits as if they were Huffman's codes of letters. Any are, up to some zeros at the end.
fn spell(bits: &[bool]) -> String {
    let mut bits = bits.iter();
    let mut text = String::new();
    while !bits.as_slice().is_empty() {
        let mut code = 0;
        let mut read = |count| {
            for _ in 0..count {
                code = code << 1 | usize::from(bits.next() == Some(&true));
            }
            code
        };
        let index = match read(5) {
            code @ ..6 => code,
            _ => match read(1) {
                code @ ..48 => code - 6,
                _ => read(1) - 54,
            },
        };
        text.push(LETTERS[index].into());
    }
    text
}

/// What is predicted from.
struct Model {
    stretch: Vec<f64>,
    /// What followed a context: by how much a 1 is more probable than a half, in 22 bits; in 4 how often it was seen; in 6 whose it
    /// is, of those that share it.
    seen: Vec<u32>,
    guesses: Vec<u8>,
    /// How far each context is to be trusted, in three sets.
    weights: Vec<[f64; CONTEXTS.len()]>,
    /// How far each set is, by the place in an instruction.
    trust: [[f64; 3]; 32],
    keys: [usize; GUESSED.len()],
    hashes: [u32; CONTEXTS.len()],
    slots: [usize; CONTEXTS.len()],
    inputs: [f64; CONTEXTS.len()],
    sets: [usize; 3],
    sums: [f64; 3],
    /// The bits of this byte so far, behind a 1.
    byte: u32,
    /// Those of this half of it.
    half: u32,
    /// The eight bytes before, the place in an instruction, the four opcodes before, the two guesses.
    past: [u32; 15],
    /// How many fields of the instruction are still to come.
    fields: u32,
}

impl Model {
    fn new() -> Self {
        let mut stretch = vec![0.0; 4096];
        let mut x = -12.0;
        for step in 0..4096 {
            while squash(x) < (step as f64 + 0.5) / 4096.0 {
                x += 1.0 / 256.0;
            }
            stretch[step ^ 2048] = x;
        }
        let nothing = [0; CONTEXTS.len()];
        Self {
            stretch,
            seen: vec![0; 1 << 22],
            guesses: vec![0; 1 << 20],
            weights: vec![[0.25; CONTEXTS.len()]; 2_560],
            trust: [[0.25; 3]; 32],
            keys: [0; 2],
            hashes: nothing,
            slots: [0; CONTEXTS.len()],
            inputs: [0.0; CONTEXTS.len()],
            sets: [0; 3],
            sums: [0.0; 3],
            byte: 1,
            half: 1,
            past: [0; 15],
            fields: 0,
        }
    }

    fn hashed(&self, mask: u32) -> u32 {
        let mut hash = mask << 8;
        for (part, value) in self.past.iter().enumerate() {
            if mask >> part & 1 == 1 {
                hash = (hash ^ value).wrapping_mul(0x9e37_79b1);
                hash ^= hash >> 15;
            }
        }
        hash
    }

    fn at_byte(&mut self) {
        for (guess, mask) in GUESSED.into_iter().enumerate() {
            self.keys[guess] = (self.hashed(mask) >> 12) as usize;
            self.past[13 + guess] = self.guesses[self.keys[guess]].into();
        }
        self.hashes = CONTEXTS.map(|mask| self.hashed(mask));
        (self.byte, self.half) = (1, 1);
    }

    /// All is read as if it were code, of which most of it is: an opcode, then its fields, each of which ends with a byte below
    /// 128.
    fn after_byte(&mut self) {
        let byte = self.byte as u8;
        for key in self.keys {
            self.guesses[key] = byte;
        }
        self.past.copy_within(..7, 1);
        self.past[0] = byte.into();
        if self.fields > 0 {
            self.past[8] += 1;
            if byte < 128 {
                self.fields -= 1;
                self.past[8] = (self.past[8] | 7) + 1;
            }
        } else {
            self.past.copy_within(9..12, 10);
            self.past[9] = byte.into();
            let row = FIELDS.iter().rev().find(|(first, _)| byte >= *first);
            self.fields = row.map_or(0, |(_, fields)| *fields);
            self.past[8] = 8;
        }
        if self.fields == 0 {
            self.past[8] = 0;
        }
    }

    /// The probability that a bit is 1.
    fn predict(&mut self, bit: usize) -> f64 {
        if bit % 4 == 3 {
            self.half = 1;
            for hash in &mut self.hashes {
                *hash = hash.wrapping_add(self.byte).wrapping_mul(0x9e37_79b1);
            }
        }
        for (context, hash) in self.hashes.into_iter().enumerate() {
            let slot = (hash >> 10 ^ self.half) as usize;
            let seen = &mut self.seen[slot];
            if (*seen ^ hash) & 63 > 0 {
                *seen = hash & 63;
            }
            (self.slots[context], self.inputs[context]) = (slot, self.stretch[(*seen >> 20) as usize]);
        }
        let [one, two] = [0, 1].map(|back| self.past[back] as usize);
        self.sets = [self.byte as usize, 256 + 8 * one + bit, 2_304 + two];
        let mut all = 0.0;
        for (set, trust) in self.trust[self.place()].into_iter().enumerate() {
            let weights = self.weights[self.sets[set]].iter();
            self.sums[set] = weights
                .zip(self.inputs)
                .fold(0.0, |sum, (weight, input)| sum + weight * input);
            all += trust * self.sums[set];
        }
        squash(all)
    }

    fn learn(&mut self, is: bool, chance: f64) {
        let place = self.place();
        let one = f64::from(u8::from(is));
        for set in 0..3 {
            let error = (one - squash(self.sums[set])) * 0.012;
            let weights = self.weights[self.sets[set]].iter_mut();
            weights
                .zip(self.inputs)
                .for_each(|(weight, input)| *weight += error * input);
            self.trust[place][set] += (one - chance) * 0.001 * self.sums[set];
        }
        for slot in self.slots {
            let seen = &mut self.seen[slot];
            let (times, old) = (*seen >> 6 & 15, *seen as i32 >> 10);
            let goal = if is { 2_097_151 } else { -2_097_152 };
            let new = f64::from(old) + f64::from(goal - old) / (f64::from(times) + 1.2);
            *seen = (new as i32 as u32) << 10 | (times + 1).min(9) << 6 | *seen & 63;
        }
        self.byte = self.byte << 1 | u32::from(is);
        self.half = self.half << 1 | u32::from(is);
    }

    fn place(&self) -> usize {
        (self.past[8] & 31) as usize
    }
}

/// Nearly the logistic function; that of the standard library differs between platforms.
fn squash(x: f64) -> f64 {
    let mut power = 1.0 - x.clamp(-11.0, 11.0) / 64.0;
    for _ in 0..6 {
        power *= power;
    }
    1.0 / (1.0 + power)
}
#[cfg(test)]
mod tests {
    use super::*;

    /// The same as `pkg/unpack.js`, to see that nothing is lost; that one is tested by every test of the package.
    fn unpack(text: &str) -> Vec<u8> {
        let mut bits = String::new();
        for letter in text.bytes() {
            let index = LETTERS.iter().position(|other| *other == letter).unwrap();
            let code = index + [32, 70, 182][usize::from(index >= 6) + usize::from(index >= 42)];
            bits.push_str(&format!("{code:b}")[1..]);
        }
        let length = usize::from_str_radix(&bits[..32], 2).unwrap();
        let mut bits = bits[32..].bytes().map(|bit| u64::from(bit == b'1'));
        let (mut model, mut bytes) = (Model::new(), Vec::new());
        let (mut range, mut code) = (1_u64, 0_u64);
        while bytes.len() < length {
            model.at_byte();
            for bit in (0..8).rev() {
                let chance = model.predict(bit);
                while range <= 1 << (WINDOW - 1) {
                    range *= 2;
                    code = code * 2 + bits.next().unwrap_or(0);
                }
                let bound = (range as f64 * chance) as u64;
                let is = code < bound;
                if is {
                    range = bound;
                } else {
                    code -= bound;
                    range -= bound;
                }
                model.learn(is, chance);
            }
            bytes.push(model.byte as u8);
            model.after_byte();
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
        let [packed, letters] = [pack(code).len() * 6 / 8, code.len()];
        assert!(packed * 3 < letters, "{packed} of {letters}");
        assert!(pack(&[0; 10_000]).len() < 100);
    }

    #[test]
    fn the_text_needs_no_escapes() {
        for (at, letter) in LETTERS.iter().enumerate() {
            assert!(matches!(letter, b' '..=b'~') && !b"\"'`\\$<".contains(letter));
            assert!(!LETTERS[..at].contains(letter), "{}", char::from(*letter));
        }
    }
}
