// The entry without the wasm, and the file by itself.
import module from "midjourney-wasm/client.wasm";
import { init, Midjourney, MidjourneyError, type WasmSource } from "midjourney-wasm/slim";

const sources: WasmSource[] = ["/client.wasm", new URL("https://app.example/client.wasm"), new Uint8Array(4), module];
for (const source of sources) await init(source);
await init(fetch("/client.wasm"));
// @ts-expect-error not a number
await init(5);

const mj: Midjourney = new Midjourney({ baseUrl: "/api" });
mj.fetch("1").catch((error: unknown) => MidjourneyError.is(error) && error.hint);
