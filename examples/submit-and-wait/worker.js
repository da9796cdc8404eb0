import { env } from "cloudflare:workers";
import { Midjourney } from "midjourney-wasm";

const mj = new Midjourney({ baseUrl: env.GATEWAY, apiKey: env.KEY });

export default {
  async fetch(request) {
    const id = new URL(request.url).searchParams.get("id");
    // One request submits, and responds at once; another one waits.
    return Response.json(id ? await mj.wait(id) : await mj.submit.imagine("black cat"));
  },
};
