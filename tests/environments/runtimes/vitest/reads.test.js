import { Midjourney } from "midjourney-wasm";
import { expect, test, vi } from "vitest";

// In vmThreads each look at a global takes long: unpacking takes seconds there.
test("the WebAssembly is read from its file, not unpacked", async () => {
  const instantiate = vi.spyOn(WebAssembly, "instantiate");
  await new Midjourney({ baseUrl: "http://127.0.0.1" }).ready;
  expect(instantiate).toHaveBeenCalledOnce();
  expect(instantiate.mock.calls[0][0]).toBeInstanceOf(Buffer);
});
