// The IDs and markers that a page gets in place of the gateway's: each names its owner, so that the proxy needs no database.

import { decode, deriveKey, encode, fromBase64Url, sign, toBase64Url, verify } from "./signed.js";

/** Characters of a user's tag: 96 bits, which nobody guesses and no two users share. */
const TAG = 16;

/**
 * @typedef {object} Owner what the proxy knows of a user
 * @property {string} id the user's ID, as `authorize` gave it
 * @property {string} tag stands for it in IDs and markers
 */

/** @param {string} secret */
export const createIds = (secret) => {
  /** @type {CryptoKey | undefined} */
  let derived;
  // Not at once: Workers have no cryptography before a request. Requests share the key and not its promise, which in Workers would end with
  // the request that made it.
  const key = async () => (derived ??= await deriveKey(secret, "midjourney-wasm/proxy/1"));

  return {
    /** @param {string} id @returns {Promise<Owner>} */
    owner: async (id) => ({ id, tag: (await sign(await key(), `user\n${id}`)).slice(0, TAG) }),

    /** Returns `rawId.userTag.mac`. @param {Owner} owner @param {string} rawId */
    wrap: async ({ tag }, rawId) => {
      const signed = `${rawId}.${tag}`;
      return `${signed}.${await sign(await key(), `task\n${signed}`)}`;
    },

    /** Returns the gateway's ID. `undefined` if it is not one of this owner's. @param {Owner} owner @param {unknown} id */
    unwrap: async ({ tag }, id) => {
      const parts = typeof id === "string" ? /^([^]+)\.([^.]+)\.([^.]+)$/.exec(id) : null;
      if (!parts) return undefined;
      const [, rawId, itsTag, mac] = parts;
      const isGenuine = await verify(await key(), `task\n${rawId}.${itsTag}`, mac);
      return isGenuine && itsTag === tag ? rawId : undefined;
    },

    /** Returns the marker that goes to the gateway. @param {Owner} owner @param {string} state */
    mark: ({ tag }, state) => `${tag}.${state}`,

    /** Returns the page's marker. `undefined` if it is not of this owner. @param {Owner} owner @param {unknown} state */
    unmark: ({ tag }, state) =>
      typeof state === "string" && state.startsWith(`${tag}.`) ? state.slice(tag.length + 1) : undefined,

    /** Returns an address that only this proxy can have made. @param {string} address of ASCII, as a `URL` spells it */
    seal: async (address) => {
      const text = toBase64Url(encode(address));
      return `${text}.${await sign(await key(), `picture\n${text}`)}`;
    },

    /** Returns the address. `undefined` if this proxy has not sealed it. @param {string} sealed */
    unseal: async (sealed) => {
      const [text, mac, ...more] = sealed.split(".");
      const isGenuine = mac && !more.length && (await verify(await key(), `picture\n${text}`, mac));
      return isGenuine ? decode(fromBase64Url(text)) : undefined;
    },
  };
};
