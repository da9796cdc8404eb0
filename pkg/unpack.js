// The WebAssembly comes packed by a context mixer (of the PAQ family): a fifth smaller than deflated. What is left of it is
// predicted bit by bit, from what the bytes before were followed by earlier. `xtask/src/pack.rs` is its other half. Only
// operations whose results IEEE 754 fixes to the last bit are used: every engine predicts the same.

/** What each context is made of: which of the eight bytes before (the low bits), the place in an instruction, four opcodes. */
const contexts = [256, 0, 768, 259, 1797, 57, 1290, 7936, 7915];

/**
 * The letters that the packed bits are written in, six each: the commonest of minified JavaScript, so that `gzip`, which has one
 * table for the letters of both, needs no more bits for them.
 */
const letters = "ter(),nsa =o.iluc{};hdf>m:bg0ypw[]?+1&v2#E!xTAj4O3I|kSCR65UL-P8M";

/** Five of these numbers. */
const whole = 0x3fffffff;

// Once and for all: in Jest's and Vitest's contexts each look at a global goes a long way.
const { floor, imul, max, min } = Math;

/** The logistic function; `Math.exp` differs between engines. @param {number} x */
const squash = (x) => {
  let power = 1 - x / 1024;
  for (let squarings = 0; squarings < 10; squarings++) power *= power;
  return 1 / (1 + power);
};

/**
 * @param {(number | string)[]} packed how many bytes, and what they are packed to
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const unpack = ([length, text]) => {
  const packed = Array.from(/** @type {string} */ (text), (letter) => letters.indexOf(letter));
  const bytes = new Uint8Array(+length);
  const past = new Int32Array(13);
  let fields = 0;

  // The inverse of `squash`, for probabilities in steps of 1/4096.
  const stretch = new Float64Array(4096);
  for (let x = -12, step = 0; step < 4096; stretch[step++] = x) {
    while (squash(x) < (step + 0.5) / 4096) x += 1 / 256;
  }
  // What followed a context: a probability in 22 bits, and in 10 how often it was seen; and whose it is, of those that share it.
  const seen = new Uint32Array(1 << 22);
  const owner = new Int16Array(1 << 22).fill(-1);
  const count = contexts.length;
  // How far each context is to be trusted, in three sets: by the bits of this byte, and by each of the two bytes before.
  const weights = new Float64Array(2560 * count).fill(0.25, 0, 256 * count);
  const hashes = new Int32Array(count);
  const slots = new Int32Array(count);
  const inputs = new Float64Array(count);

  let [low, high, next] = [0, whole, 5];
  let code = packed.slice(0, 5).reduce((five, number) => (five << 6) | number);
  for (let at = 0; at < bytes.length; at++) {
    contexts.forEach((mask, context) => {
      let hash = context + 1;
      for (let part = 0; mask; part++, mask >>= 1) {
        if (mask & 1) {
          hash = imul(hash ^ past[part], 0x2545f491);
          hash ^= hash >>> 15;
        }
      }
      hashes[context] = hash;
    });
    let byte = 1;
    for (let bit = 7; bit >= 0; bit--) {
      const one = byte * count;
      const two = (256 + 8 * past[0] + bit) * count;
      const three = (2304 + past[1]) * count;
      let sum = 0;
      for (let context = 0; context < count; context++) {
        const hash = imul(hashes[context] + imul(byte, 0x9e3779b1), 0x85ebca6b);
        const slot = (slots[context] = hash >>> 10);
        if (owner[slot] !== (hash & 255)) {
          owner[slot] = hash & 255;
          seen[slot] = 1 << 31;
        }
        inputs[context] = stretch[seen[slot] >>> 20];
        sum += (weights[one + context] + weights[two + context] + weights[three + context]) * inputs[context];
      }
      const chance = squash(max(-11, min(11, sum)));
      const middle = low + floor((high - low) * chance);
      const is = code <= middle ? 1 : 0;
      if (is) high = middle;
      else low = middle + 1;
      for (; (low ^ high) >> 24 === 0; code = ((code << 6) & whole) | packed[next++]) {
        low = (low << 6) & whole;
        high = ((high << 6) & whole) | 63;
      }
      const error = (is - chance) * 0.005;
      for (let context = 0; context < count; context++) {
        const change = error * inputs[context];
        weights[one + context] += change;
        weights[two + context] += change;
        weights[three + context] += change;
        const slot = seen[slots[context]];
        const times = slot & 1023;
        const old = slot >>> 10;
        seen[slots[context]] = ((old + (is * 4194303 - old) / (times + 1.3)) << 10) | min(times + 1, 14);
      }
      byte = (byte << 1) | is;
    }
    bytes[at] = byte;
    past.copyWithin(1, 0, 7)[0] = bytes[at];
    // All is read as if it were code, of which most of it is: an opcode, then its fields, each of which ends with a byte below 128.
    if (fields) {
      past[8]++;
      if (bytes[at] < 128) {
        fields--;
        past[8] = (past[8] | 7) + 1;
      }
    } else {
      past.copyWithin(10, 9, 12)[9] = bytes[at];
      fields = +"0101201210"[[2, 5, 12, 17, 18, 32, 40, 63, 67].filter((first) => bytes[at] >= first).length];
      past[8] = 8;
    }
    if (!fields) past[8] = 0;
  }
  return bytes;
};
