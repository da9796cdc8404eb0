import { Midjourney } from "midjourney";

export const run = (gateway) => {
  const names = { ServerId: "1", ChannelId: "2", SalaiToken: "key", Ws: false };
  return new Midjourney({ ...names, DiscordBaseUrl: gateway, WsBaseUrl: gateway }).Imagine("black cat");
};
