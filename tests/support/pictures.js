// Pictures that tests send.

import { encode } from "fast-png";

/** A PNG of one colour. @param {number} [width] @param {number} [height] @param {readonly number[]} [colour] red, green, blue */
export const png = (width = 8, height = 8, colour = [255, 255, 255]) => {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3] ?? 0);
  return encode({ width, height, data, channels: 3 });
};

/** @param {Uint8Array | readonly number[]} bytes */
export const dataUrl = (bytes, type = "image/png") => `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
