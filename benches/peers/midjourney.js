// midjourney: Discord's own REST, without its WebSocket. It reads the last 50 messages of the channel until its picture is among them.

import { Midjourney } from "midjourney";
import { BEGIN } from "../model/clock.js";
import { hash, picture } from "../model/studio.js";

const CHANNEL = "1077800642086703114";
const BOT = { id: "936929561302675456", username: "Midjourney Bot", avatar: "f6ce562a6b4979c4b1cbc5b436d3be76", bot: true };
const bot = { ...BOT, discriminator: "9282", public_flags: 589824, flags: 589824, global_name: null, banner: null, clan: null };
const user = { id: "1343445981269594182", username: "painter", avatar: null, discriminator: "0", public_flags: 0, bot: false };

/** The command, as Discord describes it. */
const IMAGINE = { version: "1237876415471554623", id: "938956540159881230", name: "imagine", type: 1 };

/** What the user wrote for each task of a run, by its number: the client finds its message by the number that it put before. */
const written = new WeakMap();

/** @param {string} name @param {number} index @param {string} [emoji] */
const button = (name, index, emoji) => ({
  type: 2,
  style: 2,
  custom_id: `MJ::JOB::${name}::${hash(index)}`,
  ...(emoji ? { emoji: { name: emoji } } : { label: `${name.startsWith("up") ? "U" : "V"}${name.at(-1)}` }),
});

/** @param {number} index */
const components = (index) => [
  { type: 1, components: [...[1, 2, 3, 4].map((n) => button(`upsample::${n}`, index)), button("reroll::0", index, "🔄")] },
  { type: 1, components: [1, 2, 3, 4].map((n) => button(`variation::${n}`, index)) },
];

/**
 * A message of the bot, as JSON: most are sent again and again.
 * @param {{ id: string, at: number, content: string, url?: string, buttons?: number }} fields
 */
const message = ({ id, at, content, url, buttons }) =>
  JSON.stringify({
    id,
    type: 0,
    content,
    channel_id: CHANNEL,
    author: bot,
    attachments: url
      ? [
          {
            id: "1348306030429470862",
            filename: url.split("/").at(-1),
            size: 6_815_744,
            url,
            proxy_url: url.replace("img.", "media."),
            width: 2048,
            height: 2048,
            content_type: "image/png",
            placeholder: "mhgKDIJ3d4h/h4iIiHd3eHd5eA==",
            placeholder_version: 1,
          },
        ]
      : [],
    embeds: [],
    mentions: [user],
    mention_roles: [],
    pinned: false,
    mention_everyone: false,
    tts: false,
    timestamp: new Date(at).toISOString(),
    edited_timestamp: null,
    flags: 0,
    components: buttons === undefined ? [] : components(buttons),
  });

/** @param {string} words @param {string} how */
const content = (words, how) => `**${words}** - <@${user.id}> (${how})`;

/** The channel is in use: what was drawn before is still in it. */
const before = Array.from({ length: 50 }, (_, at) => {
  const index = 900 - at;
  const words = "[4711471147] a lighthouse on a cliff at dusk, oil on canvas --v 6.1";
  const id = String(1348306030706036789n - BigInt(at));
  return message({ id, at: BEGIN - (at + 1) * 60_000, content: content(words, "fast"), url: picture(index), buttons: index });
});

/** The message of a task: edited while it runs, replaced by a new one when it is finished. */
const told = (/** @type {import("../model/studio.js").Look} */ look, /** @type {string} */ words) => {
  const { index, state, progress, submitted, finished } = look;
  const id = String(1348400000000000000n + BigInt(index) + (finished === undefined ? 0n : 100_000n));
  if (finished !== undefined) {
    return message({ id, at: finished, content: content(words, "fast"), url: picture(index), buttons: index });
  }
  if (state === "queued") return message({ id, at: submitted, content: content(words, "Waiting to start") });
  const url = `https://img.example.com/attachments/${CHANNEL}/1348305922325479495/grid_0.webp`;
  return message({ id, at: submitted, content: content(words, `${progress}%`), ...(progress ? { url } : {}) });
};

/** @type {import("../model/run.js").Peer} */
export default {
  name: "midjourney: Imagine",
  packages: ["midjourney"],
  // One queue for all its requests, and a picture that 50 messages have followed is not found any more.
  loses: true,
  givesUp: /nothing within its 200 looks/,
  answer({ method, url, body }, studio, now) {
    const words = written.get(studio) ?? written.set(studio, []).get(studio);
    if (method === "POST" && url.pathname === "/api/v9/interactions") {
      const { value } = JSON.parse(body).data.options[0];
      words[studio.submit(value, now).index] = value;
      return { kind: "submit", status: 204, body: null };
    }
    if (method !== "GET" || url.pathname !== `/api/v10/channels/${CHANNEL}/messages`) {
      throw new Error(`Discord has no ${method} ${url.pathname}`);
    }
    const limit = Number(url.searchParams.get("limit"));
    const made = (/** @type {import("../model/studio.js").Look} */ look) => look.finished ?? look.submitted;
    const newest = studio.all(now).sort((a, b) => made(b) - made(a));
    const own = newest.slice(0, limit).map((look) => told(look, words[look.index]));
    return { kind: "read", body: `[${[...own, ...before].slice(0, limit).join()}]` };
  },
  async connect(fetch) {
    const client = new Midjourney({ SalaiToken: "0", ServerId: "1", ChannelId: CHANNEL, Ws: false, fetch });
    // Known from an earlier call: it would ask for it once, and pause for 4 s.
    client.MJApi.cache.imagine = /** @type {any} */ ({ ...IMAGINE });
    return async (prompt) => {
      const done = await client.Imagine(prompt);
      if (!done) throw new Error("nothing within its 200 looks");
      return done.uri;
    };
  },
};
