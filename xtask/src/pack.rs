//! Packs the WebAssembly of the default entry: the other half of `pkg/unpack.js`, which says how and why.
//!
//! Both compute every prediction from the bytes before it, by the same operations in the same order.

/// What each context is made of: which of the eight bytes before (the low bits), the place in an instruction, four opcodes.
const CONTEXTS: [u32; 9] = [256, 0, 768, 259, 1797, 57, 1290, 7936, 7915];

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

/// The letters that the packed bits are written in: the commonest of minified JavaScript that need no escape in a text. `gzip` has
/// one table for the letters of both, so others would cost more than six bits each.
const LETTERS: &[u8; 64] = b"ter(),nsa =o.iluc{};hdf>m:bg0ypw[]?+1&v2#E!xTAj4O3I|kSCR65UL-P8M";

/// The packed text: numbers of 6 bits, each a letter.
pub fn pack(bytes: &[u8]) -> String {
    let mut packed = String::new();
    let mut model = Model::new();
    let (mut low, mut high) = (0, WHOLE);
    for byte in bytes {
        model.at_byte();
        for bit in (0..8).rev() {
            let is = byte >> bit & 1 == 1;
            let chance = model.predict(bit);
            let middle = low + (f64::from(high - low) * chance) as u32;
            if is {
                high = middle;
            } else {
                low = middle + 1;
            }
            while (low ^ high) >> 24 == 0 {
                packed.push(letter(low));
                low = low << 6 & WHOLE;
                high = high << 6 & WHOLE | 63;
            }
            model.learn(is, chance);
        }
        model.after_byte();
    }
    for _ in 0..5 {
        packed.push(letter(low));
        low = low << 6 & WHOLE;
    }
    packed
}

/// Five numbers of 6 bits.
const WHOLE: u32 = (1 << 30) - 1;

/// The first of five, as it is written.
fn letter(five: u32) -> char {
    LETTERS
        .get((five >> 24) as usize)
        .map_or(' ', |letter| char::from(*letter))
}

/// What is predicted from.
struct Model {
    stretch: Vec<f64>,
    /// What followed a context: a probability in 22 bits, and in 10 how often it was seen.
    seen: Vec<u32>,
    /// Whose it is, of those that share it.
    owner: Vec<Option<u8>>,
    weights: Vec<[f64; CONTEXTS.len()]>,
    hashes: [u32; CONTEXTS.len()],
    slots: [usize; CONTEXTS.len()],
    inputs: [f64; CONTEXTS.len()],
    sets: [usize; 3],
    /// The bits of this byte so far, behind a 1.
    byte: u32,
    /// The eight bytes before, the place in an instruction, the four opcodes before.
    past: [u32; 13],
    /// How many fields of the instruction are still to come.
    fields: u32,
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
            seen: vec![0; 1 << 22],
            owner: vec![None; 1 << 22],
            weights,
            hashes: nothing,
            slots: [0; CONTEXTS.len()],
            inputs: [0.0; CONTEXTS.len()],
            sets: [0; 3],
            byte: 1,
            past: [0; 13],
            fields: 0,
        }
    }

    fn at_byte(&mut self) {
        for ((hash, mask), number) in self.hashes.iter_mut().zip(CONTEXTS).zip(1..) {
            *hash = number;
            for (part, value) in self.past.iter().enumerate() {
                if mask >> part & 1 == 1 {
                    *hash = (*hash ^ value).wrapping_mul(0x2545_f491);
                    *hash ^= *hash >> 15;
                }
            }
        }
        self.byte = 1;
    }

    /// All is read as if it were code, of which most of it is: an opcode, then its fields, each of which ends with a byte below
    /// 128.
    fn after_byte(&mut self) {
        let byte = self.byte as u8;
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
        let [one, two] = [self.past[0] as usize, self.past[1] as usize];
        self.sets = [self.byte as usize, 256 + 8 * one + bit, 2_304 + two];
        let mut sum = 0.0;
        for context in 0..CONTEXTS.len() {
            let hash = self.hashes[context].wrapping_add(self.byte.wrapping_mul(0x9e37_79b1));
            let hash = hash.wrapping_mul(0x85eb_ca6b);
            let slot = (hash >> 10) as usize;
            if self.owner[slot] != Some(hash as u8) {
                self.owner[slot] = Some(hash as u8);
                self.seen[slot] = 1 << 31;
            }
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
        let error = (is - chance) * 0.005;
        for context in 0..CONTEXTS.len() {
            for set in self.sets {
                self.weights[set][context] += error * self.inputs[context];
            }
            let slot = &mut self.seen[self.slots[context]];
            let (times, old) = (*slot & 1_023, f64::from(*slot >> 10));
            let new = old + (is * 4_194_303.0 - old) / (f64::from(times) + 1.3);
            *slot = (new as u32) << 10 | (times + 1).min(14);
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
    fn unpack(packed: &str, length: usize) -> Vec<u8> {
        let mut letters = packed
            .bytes()
            .map(|letter| LETTERS.iter().position(|other| *other == letter).unwrap() as u32);
        let mut more = || letters.next().unwrap_or(0);
        let (mut model, mut bytes) = (Model::new(), Vec::new());
        let (mut low, mut high, mut code) = (0, WHOLE, 0);
        for _ in 0..5 {
            code = code << 6 | more();
        }
        while bytes.len() < length {
            model.at_byte();
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
                    code = code << 6 & WHOLE | more();
                    low = low << 6 & WHOLE;
                    high = high << 6 & WHOLE | 63;
                }
                model.learn(is, chance);
                byte = byte << 1 | u8::from(is);
            }
            model.after_byte();
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
            assert!(unpack(&packed, bytes.len()) == bytes);
        }
        assert!(
            pack(code).len() * 2 < code.len(),
            "{} of {}",
            pack(code).len(),
            code.len()
        );
        assert!(pack(&[0; 10_000]).len() < 100);
    }
}
