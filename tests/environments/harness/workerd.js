// How Cloudflare's runtime itself is told to serve one Worker, on a free port of this machine.

/**
 * The text of its configuration.
 * @param {object} worker
 * @param {string} worker.date
 * @param {string[]} [worker.flags]
 * @param {{ name: string, file: string }[]} worker.modules by the names that they are imported by, and where they are beside the
 *   configuration; the first is the Worker
 */
export const workerdConfig = ({ date, flags = [], modules }) => {
  const list = modules.map(({ name, file }) => {
    const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = "${name}", ${kind} = embed "${file}"),`;
  });
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "worker", worker = .worker), (name = "internet", network = (allow = ["local"]))],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
    );
    const worker :Workerd.Worker = (
      compatibilityDate = "${date}",
      compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(", ")}],
      modules = [${list.join("\n")}],
    );`;
};
