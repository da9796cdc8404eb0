import { env } from "cloudflare:workers";
import { Midjourney } from "midjourney-wasm";
import { createNotifyHook } from "midjourney-wasm/webhook";

const mj = new Midjourney({ baseUrl: env.GATEWAY, apiKey: env.KEY });
const hook = createNotifyHook({ secret: env.SECRET, client: mj });

export default {
  async fetch(request) {
    const { origin, pathname } = new URL(request.url);
    if (pathname === "/hook") {
      const { response, task } = await hook.handle(request);
      if (task?.status === "SUCCESS") console.log(task.imageUrl); // keep the picture
      return response;
    }
    const state = crypto.randomUUID();
    const notifyHook = await hook.url(`${origin}/hook`, state);
    return Response.json(await mj.submit.imagine("black cat", { state, notifyHook }));
  },
};
