// The WebAssembly comes packed by a context mixer (of the PAQ family): a third smaller than deflated. What is left of it is
// predicted bit by bit, from what the bytes before were followed by earlier. `xtask/src/pack.rs` is its other half. Only
// operations whose results IEEE 754 fixes to the last bit are used: every engine predicts the same.

/**
 * A server that deflates both gives the text and the JavaScript around it one Huffman code. So the text is spelled in letters that
 * JavaScript has many of anyway, those it has most of more often: 6 that stand for 5 bits each, then 36 for 6 and 32 for 7.
 */
const letters = "eta,=)nsr.(oi lcu{}h-df:;m0bgy[]pw+?&123!/E#xjvA4T>OUPNSLI|65k8qCRzM^F_V97";

/** Contexts of which it is remembered what followed them the last time: the next byte is guessed to be that again. */
const guessed = [7, 3840];

/** What each context is made of: which of the eight bytes before (the low bits), the place in an instruction, four opcodes, two guesses. */
const contexts = [24576, 256, 768, 3, 1285, 8161, 1282, 7936, 8193, 9056, 27, 2444];

/** How many they are, as a number that engines and bundlers know. */
const count = 12;

// Once and for all: in Jest's and Vitest's contexts each look at a global goes a long way.
const { imul, max, min } = Math;

/** Nearly the logistic function; `Math.exp` differs between engines. @param {number} x */
const squash = (x) => {
  let power = 1 - max(-11, min(11, x)) / 64;
  power *= power;
  power *= power;
  power *= power;
  power *= power;
  power *= power;
  power *= power;
  return 1 / (1 + power);
};

/**
 * @param {string} text in our letters: the length in 32 bits, then what is left
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const unpack = (text) => {
  // The codes of the letters as Huffman numbers them, behind a 1: from 100000, from 1001100, from 11100000.
  const bits = text.replace(/./g, (letter) => {
    const index = letters.indexOf(letter);
    return (index + (index < 6 ? 32 : index < 42 ? 70 : 182)).toString(2).slice(1);
  });
  let next = 32;
  const bytes = new Uint8Array(parseInt(bits.slice(0, next), 2));
  const past = new Int32Array(15);
  let fields = 0;

  // The inverse of `squash`, for probabilities in steps of 1/4096.
  const stretch = new Float64Array(4096);
  for (let x = -12, step = 0; step < 4096; stretch[step++ ^ 2048] = x) {
    while (squash(x) < (step + 0.5) / 4096) x += 1 / 256;
  }
  // What followed a context: by how much a 1 is more probable than a half, in 22 bits; in 4 how often it was seen; in 6 whose it is,
  // of those that share it.
  const seen = new Int32Array(1 << 22);
  const guesses = new Uint8Array(1 << 20);
  // How far each context is to be trusted, in three sets: by the bits of this byte, and by each of the two bytes before.
  const weights = new Float64Array(2560 * count).fill(0.25);
  // How far each set is, by the place in an instruction.
  const trust = new Float64Array(96).fill(0.25);
  const keys = new Int32Array(2);
  const hashes = new Int32Array(count);
  const slots = new Int32Array(count);
  const inputs = new Float64Array(count);

  /** @param {number} mask */
  const hashed = (mask) => {
    let hash = mask << 8;
    for (let part = 0; mask; part++, mask >>= 1) {
      if (mask & 1) {
        hash = imul(hash ^ past[part], 0x9e3779b1);
        hash ^= hash >>> 15;
      }
    }
    return hash;
  };

  // Below 2 ** 30, as small integers: larger ones V8 would put into a new box each time.
  let [range, code] = [1, 0];
  let byte = 1;
  let half = 1;
  /** A function of its own: engines optimize it sooner, and better, than loops within loops. @param {number} bit */
  const read = (bit) => {
    if (bit % 4 === 3) {
      // What follows in half a byte lies side by side: a processor fetches it at once.
      half = 1;
      for (let context = 0; context < count; context++) hashes[context] = imul(hashes[context] + byte, 0x9e3779b1);
    }
    const one = byte * count;
    const two = (256 + 8 * past[0] + bit) * count;
    const three = (2304 + past[1]) * count;
    const place = (past[8] & 31) * 3;
    let a = 0;
    let b = 0;
    let c = 0;
    for (let context = 0; context < count; context++) {
      const hash = hashes[context];
      const slot = (slots[context] = (hash >>> 10) ^ half);
      let now = seen[slot];
      if ((now ^ hash) & 63) seen[slot] = now = hash & 63;
      const input = (inputs[context] = stretch[now >>> 20]);
      a += weights[one + context] * input;
      b += weights[two + context] * input;
      c += weights[three + context] * input;
    }
    const chance = squash(trust[place] * a + trust[place + 1] * b + trust[place + 2] * c);
    for (; range <= 2 ** 28; range *= 2) code = code * 2 + (+bits[next++] | 0);
    const bound = (range * chance) >>> 0;
    const is = code < bound ? 1 : 0;
    if (is) range = bound;
    else {
      code -= bound;
      range -= bound;
    }
    trust[place] += (is - chance) * 0.001 * a;
    trust[place + 1] += (is - chance) * 0.001 * b;
    trust[place + 2] += (is - chance) * 0.001 * c;
    a = (is - squash(a)) * 0.012;
    b = (is - squash(b)) * 0.012;
    c = (is - squash(c)) * 0.012;
    for (let context = 0; context < count; context++) {
      const input = inputs[context];
      weights[one + context] += a * input;
      weights[two + context] += b * input;
      weights[three + context] += c * input;
      const slot = slots[context];
      const now = seen[slot];
      const times = (now >> 6) & 15;
      const old = now >> 10;
      seen[slot] = ((old + ((is ? 2097151 : -2097152) - old) / (times + 1.2)) << 10) | (min(times + 1, 9) << 6) | (now & 63);
    }
    byte = (byte << 1) | is;
    half = (half << 1) | is;
  };
  for (let at = 0; at < bytes.length; at++) {
    guessed.forEach((mask, guess) => {
      keys[guess] = hashed(mask) >>> 12;
      past[13 + guess] = guesses[keys[guess]];
    });
    contexts.forEach((mask, context) => {
      hashes[context] = hashed(mask);
    });
    byte = 1;
    for (let bit = 7; bit >= 0; bit--) read(bit);
    bytes[at] = byte;
    for (const key of keys) guesses[key] = byte;
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
