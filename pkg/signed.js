// Texts that only the holder of a secret can have made: HMAC-SHA-256 by WebCrypto, which compares in constant time.

const HMAC = { name: "HMAC", hash: "SHA-256" };
/** @param {string} text */
export const encode = (text) => new TextEncoder().encode(text);
/** @param {Uint8Array} bytes */
export const decode = (bytes) => new TextDecoder().decode(bytes);

/** base64url without padding: no character of it needs an escape in a URL. @param {ArrayBuffer | Uint8Array} bytes */
export const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** @param {string} text of its letters */
export const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/**
 * Derives a key from a secret, by HKDF. `purpose` keeps apart what the same secret signs elsewhere.
 * @param {string} secret
 * @param {string} purpose
 */
export const deriveKey = async (secret, purpose) => {
  const material = await crypto.subtle.importKey("raw", encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encode(purpose) };
  return crypto.subtle.deriveKey(derivation, material, { ...HMAC, length: 256 }, false, ["sign", "verify"]);
};

/** Returns the SHA-256 of a text. @param {string} text */
export const hash = async (text) => toBase64Url(await crypto.subtle.digest("SHA-256", encode(text)));

/** Returns the MAC of a text: 43 characters. @param {CryptoKey} key @param {string} text */
export const sign = async (key, text) => toBase64Url(await crypto.subtle.sign(HMAC, key, encode(text)));

/** Whether this is the MAC of the text. @param {CryptoKey} key @param {string} text @param {string} mac */
export const verify = async (key, text, mac) =>
  /^[\w-]{43}$/.test(mac) && crypto.subtle.verify(HMAC, key, fromBase64Url(mac), encode(text));
