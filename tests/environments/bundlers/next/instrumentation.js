import { count } from "./given/counted.js";

/** Vercel compiles no bytes in its edge runtime; Next on a machine of one's own would. */
const refuseBytes = () => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    if (String(source) !== "[object WebAssembly.Module]") throw new WebAssembly.CompileError("bytes are refused here");
    return instantiate(source, imports);
  };
};

/** Next.js calls it before anything else, in each of its runtimes. */
export const register = process.env.NEXT_RUNTIME === "edge" ? refuseBytes : count;
