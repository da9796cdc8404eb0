//! Numbers for a walk through the policy, drawn from the fuzzer's bytes.

use arbitrary::Unstructured;

/// Draws until the bytes are used up; then everything is zero.
pub struct Walk<'a>(Unstructured<'a>);

impl<'a> Walk<'a> {
    /// Draws from these bytes.
    pub fn new(data: &'a [u8]) -> Self {
        Self(Unstructured::new(data))
    }

    /// Whether there is nothing left.
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// A whole number below a bound, mostly small ones.
    pub fn below(&mut self, bound: u32) -> u32 {
        let bits = self.byte() % 33;
        let number: u32 = self.0.arbitrary().unwrap_or_default();
        number.checked_shr(u32::from(bits)).unwrap_or_default() % bound.max(1)
    }

    /// What an option of the client takes for a number.
    pub fn option(&mut self) -> f64 {
        let whole = self.below(i32::MAX as u32);
        if self.byte() % 8 == 0 {
            (f64::from(whole) + f64::from(self.byte()) / 256.0).min(f64::from(i32::MAX))
        } else {
            f64::from(whole)
        }
    }

    /// Any number at all, also those that are none.
    pub fn any(&mut self) -> f64 {
        match self.byte() % 8 {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => f64::NEG_INFINITY,
            3 => -f64::from(self.below(u32::MAX)),
            4 => f64::from_bits(self.0.arbitrary().unwrap_or_default()),
            _ => f64::from(self.below(u32::MAX)),
        }
    }

    /// How long a task took by a clock that may have been set.
    pub fn took(&mut self) -> f64 {
        let took = f64::from(self.below(u32::MAX));
        match self.byte() % 8 {
            0 => -took,
            1 => took * 1e6,
            2 => 0.0,
            _ => took,
        }
    }

    /// From nothing to one, as `Math.random` gives it.
    pub fn random(&mut self) -> f64 {
        f64::from(self.0.arbitrary::<u32>().unwrap_or_default()) / 4_294_967_296.0
    }

    /// One of two.
    pub fn coin(&mut self) -> bool {
        self.byte() % 2 == 1
    }
}
