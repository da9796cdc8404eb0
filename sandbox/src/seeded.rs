//! Randomness that is none: everything is derived from a seed, so that the same prompt always gives the same picture.

/// Spreads the bits of a number over all 64 (the finalizer of splitmix64).
pub fn spread(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// One seed out of two.
pub fn join(a: u64, b: u64) -> u64 {
    spread(a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ spread(b.wrapping_add(0x632b_e59b_d9b4_e019)))
}

/// A seed for bytes (FNV-1a, spread).
pub fn hash(bytes: &[u8]) -> u64 {
    spread(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    }))
}

/// A uuid of version 4's form.
pub fn uuid(seed: u64) -> String {
    let (a, b) = (spread(seed), spread(seed ^ 0x5851_f42d_4c95_7f2d));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        0x8000 | (b >> 48) & 0x3fff,
        b & 0xffff_ffff_ffff
    )
}

/// A Discord snowflake: a number above 2^53, here as its digits.
pub fn snowflake(seed: u64) -> u64 {
    1_340_000_000_000_000_000 + spread(seed) % 100_000_000_000_000_000
}

/// A stream of numbers out of one seed.
#[derive(Clone, Debug)]
pub struct Stream(u64);

impl Stream {
    /// Starts the stream.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        spread(self.0)
    }

    /// The next number from `low` up to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.bits() >> 40) as f32 / 16_777_216.0)
    }

    /// The next whole number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything() {
        assert_eq!(hash(b"black cat"), hash(b"black cat"));
        assert_ne!(hash(b"black cat"), hash(b"black bat"));
        let id = uuid(7);
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes().get(14), Some(&b'4'));
        let mut stream = Stream::new(1);
        assert!((0..1000).all(|_| (2.0..=3.0).contains(&stream.between(2.0, 3.0))));
        assert!(snowflake(3) > 1 << 53);
    }
}
