import { cp, readdir, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { workerdConfig } from "../../harness/workerd.js";

/** So long may an answer take, in milliseconds: a request that hangs is what these cells are after. */
const PATIENCE = 20_000;

/** The gateway's key, which no page may see. */
const KEY = "sk-that-no-page-sees";

const assert = (condition, what, value) => {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(value)}`);
};

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const [wrangler, workerd] = [await app.version("wrangler"), await app.version("workerd")];
  const where = `Cloudflare Workers (wrangler ${wrangler}, workerd ${workerd})`;
  // What wrangler keeps in the user's home stays with the app.
  const env = { XDG_CONFIG_HOME: app.path(".config") };
  const runWrangler = (args) => [node, [app.path("node_modules/wrangler/bin/wrangler.js"), ...args]];

  /** Asks a running Worker; its log must stay clean. */
  const worker = async (program, args, ready) => {
    let log = "";
    const [, port] = await app.start(program, args, { ready, env, hear: (piece) => (log += piece) });
    const url = (path, query) => `http://127.0.0.1:${port}/${path}?${new URLSearchParams(query)}`;
    const ask = async (path, query = {}) => {
      const response = await fetch(url(path, query), { signal: AbortSignal.timeout(PATIENCE) }).catch((error) => {
        throw new Error(`/${path} got no answer\n${log}`, { cause: error });
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`/${path} was answered with HTTP ${response.status}\n${text}\n${log}`);
      return JSON.parse(text);
    };
    const isClean = () =>
      assert(!/hung|different request|uncaught|exception|\[wrangler:(warn|error)\]/i.test(log), "the log says", log);
    return { url, ask, isClean };
  };

  /** The Worker on a developer's machine. */
  const developed = (date) => {
    const options = ["--ip=127.0.0.1", "--port=0", "--inspector-port=0", `--compatibility-date=${date}`];
    return worker(...runWrangler(["dev", ...options]), /Ready on http:\/\/127\.0\.0\.1:(\d+)/);
  };

  let bundled;
  const bundle = () => app.exec(...runWrangler(["deploy", "--dry-run", "--outdir=dist"]), { env });

  /** What wrangler would deploy, in workerd itself: a request that is aborted ends there, which `wrangler dev` keeps from it. */
  const deployed = async (date) => {
    await (bundled ??= bundle());
    const wasm = (await readdir(app.path("dist"))).find((name) => name.endsWith(".wasm"));
    const modules = [
      { name: "worker.js", file: "dist/worker.js" },
      { name: `./${wasm}`, file: `dist/${wasm}` },
    ];
    await writeFile(app.path("worker.capnp"), workerdConfig({ date, modules }));
    return worker(app.bin("workerd"), ["serve", "worker.capnp", "--verbose", "--control-fd=1"], /"port":(\d+)/);
  };

  /** One request submits, another one waits. */
  const picture = async ({ ask }, prompt) => {
    const { id } = await ask("submit", { prompt });
    const task = await ask("wait", { id });
    assert(task.status === "SUCCESS" && task.id === id && task.prompt === prompt, "it is not that picture", task);
    return task;
  };

  const journey = async (date) => {
    const { ask, isClean } = await developed(date);
    const allowed = await ask("top");
    // That the date is in force shows in what may be compiled; random values show that Workers refuse work out there at all.
    assert(!allowed.random && allowed.compile === date >= "2025-06-01", "it allows at the top of a module", allowed);
    app.walked(await ask("walk"));
    isClean();
  };

  const oneClient = async (date) => {
    const running = await deployed(date);
    await picture(running, "a cat sandbox:fast");
    await picture(running, "a dog sandbox:fast");
    running.isClean();
  };

  // The first call instantiates the WebAssembly, for all: whatever becomes of its request, the next must not wait for it.
  const firstEnds = async (date) => {
    const running = await deployed(date);
    await running.ask("leave-at-once", { prompt: "nobody waits sandbox:fast" });
    await picture(running, "a cat sandbox:fast");
    running.isClean();
  };

  const firstIsAborted = async (date) => {
    let arrived = 0;
    for (const milliseconds of [0, 2, 5, 10, 20, 100]) {
      const running = await deployed(date);
      const prompt = "nobody waits sandbox:slow";
      const request = get(running.url("stay", { prompt })).on("error", () => {});
      await sleep(milliseconds);
      // Reset, since workerd takes an orderly end for the end of what the client sends.
      if (request.socket) request.socket.resetAndDestroy();
      else request.destroy();
      await picture(running, "a cat sandbox:fast");
      if (await running.ask("heard", { prompt })) arrived++;
      running.isClean();
    }
    assert(arrived > 0, "no request was there when it was aborted", arrived);
  };

  const hundred = async (date) => {
    const running = await deployed(date);
    const prompts = Array.from({ length: 100 }, (_, at) => `cat number ${at} sandbox:fast`);
    const submissions = await Promise.all(prompts.map((prompt) => running.ask("submit", { prompt })));
    const tasks = await Promise.all(submissions.map(({ id }) => running.ask("wait", { id })));
    const isOwn = (task, at) => task.status === "SUCCESS" && task.id === submissions[at].id && task.prompt === prompts[at];
    const others = tasks.filter((task, at) => !isOwn(task, at));
    assert(others.length === 0, "not every request got its own picture", others);
    assert(new Set(tasks.map(({ imageUrl }) => imageUrl)).size === 100, "some got the same picture", tasks);
    running.isClean();
  };

  const jobIsLeft = async (date) => {
    const running = await deployed(date);
    const prompt = "a boat sandbox:fast";
    const { id } = await running.ask("leave", { prompt });
    const task = await running.ask("wait", { id });
    assert(task.status === "SUCCESS" && task.id === id, "it is not finished", task);
    // Time enough for the job to see it too, were it alive.
    await sleep(500);
    const heard = await running.ask("heard", { prompt });
    assert(!heard.includes(100), "the job outlived its request", heard);
    running.isClean();
  };

  /** One of the project's examples in `wrangler dev`, with its key. @param {string} name */
  const example = async (name) => {
    const folder = app.path(name);
    const own = app.path("node_modules/midjourney-wasm");
    await cp(new URL(`../../../../examples/${name}/`, import.meta.url), folder, { recursive: true });
    await cp(own, `${folder}/node_modules/midjourney-wasm`, { recursive: true });
    await writeFile(`${folder}/.dev.vars`, `KEY=${KEY}\nSECRET=${"secret".repeat(6)}`);
    if (name === "proxy")
      for (const file of await readdir(own)) if (file.endsWith(".js")) await cp(`${own}/${file}`, `${folder}/public/${file}`);
    const where = ["--ip=127.0.0.1", "--port=0", "--inspector-port=0", "--cwd", folder, `--var=GATEWAY:${app.gateway}`];
    return worker(...runWrangler(["dev", ...where]), /Ready on http:\/\/127\.0\.0\.1:(\d+)/);
  };

  const submitAndWait = async () => {
    const { ask, isClean } = await example("submit-and-wait");
    const { id } = await ask("");
    const task = await ask("", { id });
    assert(task.status === "SUCCESS" && task.id === id, "it is not that picture", task);
    isClean();
  };

  /** What the page may see, and what its client makes through the Worker. */
  const hiddenKey = async () => {
    const { url, isClean } = await example("proxy");
    const { Midjourney } = await import(pathToFileURL(app.path("node_modules/midjourney-wasm/node.js")).href);
    const seen = [];
    const asking = async (address, init) => {
      const response = await fetch(address, init);
      seen.push(await response.clone().text(), ...response.headers.values());
      return response;
    };
    const mj = new Midjourney({ baseUrl: url("api", {}).replace("?", ""), fetch: asking, poll: { min: 50 } });
    const cat = await mj.imagine("black cat sandbox:fast");
    const big = await mj.action(cat, "U2");
    assert(cat.status === "SUCCESS" && big.status === "SUCCESS" && cat.id.split(".").length === 3, "it is not that picture", cat);
    for (const path of ["", "index.html", "index.js", "worker.js", ".dev.vars", "wrangler.jsonc", "api/mj/task/list"]) {
      await asking(url(path, {}));
    }
    assert(
      seen.some((text) => text.includes("<script")),
      "there is no page",
      seen,
    );
    assert(!seen.some((text) => text.includes(KEY)), "the key came out", seen);
    isClean();
  };

  /** The sandbox calls nobody, but its tasks show whom a gateway would call. */
  const webhook = async () => {
    const { ask, isClean } = await example("webhook");
    const { id } = await ask("");
    const read = async () =>
      (await fetch(`${app.gateway}/mj/task/${id}/fetch`, { headers: { authorization: `Bearer ${KEY}` } })).json();
    let task = await read();
    while (task.status !== "SUCCESS") {
      await sleep(100);
      task = await read();
    }
    const call = async (url, body) => (await fetch(url, { method: "POST", body: JSON.stringify(body) })).status;
    const { notifyHook } = task.properties;
    const statuses = [await call(notifyHook, task), await call(notifyHook, task), await call(`${notifyHook}x`, task)];
    assert(String(statuses) === "200,200,401", "it answered", { statuses, notifyHook });
    isClean();
  };

  const newest = workerd.replace(/^1\.(\d{4})(\d\d)(\d\d)\..*/, "$1-$2-$3");
  const all = [];
  // From 2025-06-01 on a Worker may compile WebAssembly while it starts.
  for (const date of ["2024-09-23", newest]) {
    for (const [how, act] of [
      ["wrangler dev", journey],
      ["one client for all requests", oneClient],
      ["the first request ends at once", firstEnds],
      ["the first request is aborted", firstIsAborted],
      ["a hundred requests at once", hundred],
      ["a job that its request leaves", jobIsLeft],
    ]) {
      const run = async () => {
        if (!(await app.versionOf(node))) app.skip("npm has no Node 24 for this system");
        await act(date);
      };
      all.push({ where, version: `compatibility date ${date}`, how, run });
    }
  }
  for (const [how, act] of [
    ["the README's Worker that submits and waits", submitAndWait],
    ["the README's page whose key nobody sees", hiddenKey],
    ["the Worker that a gateway calls", webhook],
  ]) {
    const run = async () => {
      if (!(await app.versionOf(node))) app.skip("npm has no Node 24 for this system");
      await act();
    };
    all.push({ where, version: "compatibility date 2026-10-01", how, run });
  }
  return all;
};
