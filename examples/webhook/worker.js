import { Midjourney } from "midjourney-wasm";
import { createNotifyHook } from "midjourney-wasm/webhook";

let app;
const create = ({ GATEWAY, KEY, SECRET }) => {
  const mj = new Midjourney({ baseUrl: GATEWAY, apiKey: KEY });
  return { mj, hook: createNotifyHook({ secret: SECRET, client: mj }) };
};

export default {
  async fetch(request, env) {
    const { mj, hook } = (app ??= create(env));
    const { origin, pathname } = new URL(request.url);
    if (pathname === "/hook") {
      const { response, task, error } = await hook.handle(request);
      if (task?.status === "SUCCESS") await env.PICTURES.put(task.state, task.imageUrl);
      if (error) console.error(error);
      return response;
    }
    const state = crypto.randomUUID();
    const notifyHook = await hook.url(`${origin}/hook`, state);
    return Response.json(await mj.submit.imagine("black cat", { state, notifyHook }));
  },
};
