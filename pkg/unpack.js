// The WebAssembly comes packed by a context mixer (of the PAQ family): a fifth smaller than deflated. What is left of it is
// predicted bit by bit, from what the bytes before were followed by earlier. `xtask/src/pack.rs` is its other half. Only
// operations whose results IEEE 754 fixes to the last bit are used: every engine predicts the same.

/** Which of the eight bytes before a byte each context is made of. */
const contexts = [0, 1, 86, 3, 13, 10, 177, 7];

/** The logistic function; `Math.exp` differs between engines. @param {number} x */
const squash = (x) => {
  let power = 1 - x / 1024;
  for (let squarings = 0; squarings < 10; squarings++) power *= power;
  return 1 / (1 + power);
};

/**
 * @param {string} text in base64: the length in four bytes, then the bits
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const unpack = (text) => {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  let next = 8;
  const [length, first] = [0, 4].map((at) => new DataView(packed.buffer).getUint32(at));
  const bytes = new Uint8Array(length);

  // The inverse of `squash`, for probabilities in steps of 1/4096.
  const stretch = new Float64Array(4096);
  for (let x = -12, step = 0; step < 4096; stretch[step++] = x) {
    while (squash(x) < (step + 0.5) / 4096) x += 1 / 256;
  }
  // What followed a context: a probability in 22 bits, and in 10 how often it was seen.
  const seen = new Uint32Array(1 << 22).fill(1 << 31);
  const count = contexts.length;
  // How far each context is to be trusted, in three sets: by the bits of this byte, and by each of the two bytes before.
  const weights = new Float64Array(2560 * count).fill(0.25, 0, 256 * count);
  const hashes = new Int32Array(count);
  const slots = new Int32Array(count);
  const inputs = new Float64Array(count);

  let [low, high, code] = [0, 0xffffffff, first];
  for (let at = 0; at < length; at++) {
    contexts.forEach((mask, context) => {
      let hash = context + 1;
      for (let back = 1; mask; back++, mask >>= 1) {
        if (mask & 1) {
          hash = Math.imul(hash ^ bytes[at - back], 0x2545f491);
          hash ^= hash >>> 15;
        }
      }
      hashes[context] = hash;
    });
    let byte = 1;
    for (let bit = 7; bit >= 0; bit--) {
      const one = byte * count;
      const two = (256 + 8 * (bytes[at - 1] | 0) + bit) * count;
      const three = (2304 + (bytes[at - 2] | 0)) * count;
      let sum = 0;
      for (let context = 0; context < count; context++) {
        slots[context] = Math.imul(hashes[context] + Math.imul(byte, 0x9e3779b1), 0x85ebca6b) >>> 10;
        inputs[context] = stretch[seen[slots[context]] >>> 20];
        sum += (weights[one + context] + weights[two + context] + weights[three + context]) * inputs[context];
      }
      const chance = squash(Math.max(-11, Math.min(11, sum)));
      const middle = low + Math.floor((high - low) * chance);
      const is = code <= middle ? 1 : 0;
      if (is) high = middle;
      else low = middle + 1;
      for (; (low ^ high) >>> 24 === 0; code = ((code << 8) | packed[next++]) >>> 0) {
        low = (low << 8) >>> 0;
        high = ((high << 8) | 255) >>> 0;
      }
      const error = (is - chance) * 0.006;
      for (let context = 0; context < count; context++) {
        const change = error * inputs[context];
        weights[one + context] += change;
        weights[two + context] += change;
        weights[three + context] += change;
        const slot = seen[slots[context]];
        const times = slot & 1023;
        const old = slot >>> 10;
        seen[slots[context]] = ((old + (is * 4194303 - old) / (times + 1.4)) << 10) | Math.min(times + 1, 20);
      }
      byte = (byte << 1) | is;
    }
    bytes[at] = byte;
  }
  return bytes;
};
