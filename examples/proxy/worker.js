import { env } from "cloudflare:workers";
import { createProxy } from "midjourney-wasm/proxy";

const authorize = (request) => ({ id: request.headers.get("cf-connecting-ip") }); // put your sign-in here
export default { fetch: createProxy({ baseUrl: env.GATEWAY, apiKey: env.KEY, authorize }) };
