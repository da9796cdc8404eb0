// The proxy: it adds the key to the requests of known users, and to nothing else. Nothing of a page's request reaches the gateway but the
// fields of a submit and an ID that this proxy has signed; of the response, a page gets what the protocol has, and its own tasks.

import { createError } from "./errors.js";
import { isFunction, isPlain, isText } from "./options.js";
import { createGateway } from "./proxy-gateway.js";
import { headersFor, preflight, refuse, respond } from "./proxy-http.js";
import { createIds } from "./proxy-ids.js";
import { createImages } from "./proxy-images.js";
import { readOptions } from "./proxy-options.js";
import { Users } from "./proxy-users.js";
import { readText } from "./read-text.js";
import { hash } from "./signed.js";

/** @typedef {import("./proxy-http.js").Answer} Answer */
/** @typedef {import("./proxy-ids.js").Owner} Owner */
/** @typedef {import("./proxy-gateway.js").Call} Call */
/** @typedef {import("./proxy-gateway.js").Row} Row */
/** @typedef {(promise: Promise<unknown>) => void} Keep has the server wait for a promise, where it can */

/** The longest marker of a page. The tag of its user comes before it, and trueai takes 255 characters. */
const STATE = 200;
/** What gateways show of a task, and no page should know: addresses of people and servers. */
const PRIVATE = ["notifyHook", "clientIp", "userId"];
const SUBMIT_BODY = "the fields of the verb as JSON";

const unknownTask = () => refuse(404, "There is no such task of this user", { code: 3 });

/** @param {number} seconds @returns {Answer} */
const tooMuch = (seconds) => ({
  ...refuse(429, "This user has submitted too much, or has too many open tasks"),
  retryAfter: `${seconds}`,
});

/** @param {Record<string, any>} object @param {string[]} names */
const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/**
 * Waits so long: of two equal submits, the second waits for the first, which may end with its request in Workers.
 * @param {number} ms
 * @param {Promise<Answer>} answer
 */
const within = async (ms, answer) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = refuse(504, "The gateway did not answer in time");
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, ms, late);
  });
  return Promise.race([answer, limit]).finally(() => clearTimeout(timer));
};

/** Whether a field of a submit is of a kind that some verb has. @param {any} value */
const isField = (value) => isText(value) || typeof value === "number" || (Array.isArray(value) && value.every(isText));

/**
 * Creates `createProxy`, whose WebAssembly `load` instantiates.
 * @param {() => Promise<import("./instance.js").Instance>} load
 */
export const define = (load) => (/** @type {any} */ given) => {
  const options = readOptions(given);
  const { allow, allowFields, authorize, cors, limits, notify } = options;
  const gateway = createGateway(options, load);
  const ids = createIds(options.secret);
  const images = createImages(options, ids);
  const users = new Users(limits);

  /** A task as its owner sees it. @param {Row} row @param {Owner} owner @param {string} mount */
  const show = async ({ id, isFinal, task }, owner, mount) => {
    if (isFinal) users.ended(owner.id, id);
    const { taskId, task_id, parentId, properties, ...shown } = without(task, PRIVATE);
    shown.id = await ids.wrap(owner, id);
    if (isText(shown.state)) shown.state = ids.unmark(owner, shown.state) ?? "";
    if (isText(parentId)) shown.parentId = await ids.wrap(owner, parentId);
    if (properties !== undefined) shown.properties = isPlain(properties) ? without(properties, PRIVATE) : properties;
    return images.show(shown, mount);
  };

  /**
   * What goes to the gateway of a page's submit; or the answer if nothing does.
   * @param {Call} call @param {Record<string, any>} page @param {Owner} owner
   * @returns {Promise<Answer | { body: Record<string, any>, parent: string | undefined }>}
   */
  const outgoing = async ({ fields = [] }, page, owner) => {
    /** @type {Record<string, any>} */
    const body = {};
    for (const name of fields) if (Object.hasOwn(page, name)) body[name] = page[name];
    const wrong = Object.keys(body).find((name) => !isField(body[name]));
    if (wrong) return refuse(400, `${wrong} must be a text, a number or a list of texts`);
    const { state = "" } = page;
    if (!isText(state) || state.length > STATE) return refuse(400, `state must be a text of at most ${STATE} characters`);
    body.state = ids.mark(owner, state);
    for (const name of allowFields) if (page[name] != null) body[name] = page[name];
    if (body.accountFilter && !isPlain(body.accountFilter)) return refuse(400, "accountFilter must be an object");
    if (body.notifyHook && !isText(body.notifyHook)) return refuse(400, "notifyHook must be a text");
    if (notify) body.notifyHook = await notify(body.state);
    if (!fields.includes("taskId")) return { body, parent: undefined };
    const parent = await ids.unwrap(owner, body.taskId);
    return parent === undefined ? unknownTask() : { body: { ...body, taskId: parent }, parent };
  };

  /**
   * @param {Call} call @param {Record<string, any>} page @param {Owner} owner @param {Keep} keep
   * @returns {Promise<Answer>}
   */
  const submit = async (call, page, owner, keep) => {
    const target = await outgoing(call, page, owner);
    if ("status" in target) return target;
    const send = async (/** @type {(tasks: string[]) => void} */ opened) => {
      const { accepted, answer } = await gateway.ask("submit", { name: call.verb, ...target });
      if (!accepted) return answer;
      const { ids: made, properties, ...envelope } = accepted;
      opened(made);
      const result = (await Promise.all(made.map((id) => ids.wrap(owner, id)))).join(",");
      return {
        status: 200,
        json: { ...envelope, properties: isPlain(properties) ? without(properties, PRIVATE) : properties, result },
      };
    };
    const run = () => users.admit(owner.id, send, tooMuch);
    // Without a marker of the page's, two equal submits are two.
    const sent = page.state ? users.once(owner.id, await hash(JSON.stringify([call.verb, target.body])), run) : run();
    // In Workers a request that its browser leaves ends, and its submit with it, unless somebody waits for it.
    keep(sent);
    return within(limits.submitTimeout, sent);
  };

  /** @param {Call} call @param {Owner} owner @param {string} mount @returns {Promise<Answer>} */
  const readTask = async (call, owner, mount) => {
    const name = await ids.unwrap(owner, call.id);
    if (name === undefined) return unknownTask();
    const { tasks, answer } = await gateway.ask("task", { name });
    return tasks ? { status: 200, json: await show(tasks[0], owner, mount) } : answer;
  };

  /**
   * Reads several tasks, or all with a marker of this owner. A gateway's list shows everybody's: only the owner's rows go on.
   * @param {Record<string, any> | undefined} page @param {Owner} owner @param {string} mount @returns {Promise<Answer>}
   */
  const readTasks = async (page, owner, mount) => {
    const given = Array.isArray(page?.ids) ? page.ids : [];
    const own = new Set(await Promise.all(given.map((/** @type {unknown} */ id) => ids.unwrap(owner, id))));
    own.delete(undefined);
    if (page && !own.size) return { status: 200, json: [] };
    const { tasks, answer } = await gateway.ask(page ? "tasks" : "list", page ? { body: { ids: [...own] } } : {});
    if (!tasks) return answer;
    const isOwn = (/** @type {Row} */ { id, task }) => (page ? own.has(id) : ids.unmark(owner, task.state) !== undefined);
    return {
      status: 200,
      json: await Promise.all(tasks.filter(isOwn).map((/** @type {Row} */ row) => show(row, owner, mount))),
    };
  };

  /** @param {Request} request @param {Call} call @param {Owner} owner @param {string} mount @param {Keep} keep @returns {Promise<Answer>} */
  const answer = async (request, call, owner, mount, keep) => {
    if (call.kind === "list") return authorize ? readTasks(undefined, owner, mount) : refuse(404, "This proxy lists no tasks");
    if (call.kind === "task") return readTask(call, owner, mount);
    // A page of another site can send a form's types without asking, and the user's cookies go along.
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
      return refuse(415, "The body must be application/json");
    if (request.bodyUsed)
      throw createError({
        code: "config",
        field: "authorize",
        message: "authorize must not read the request's body: read a clone().",
      });
    const text = await readText(request, limits.requestBytes);
    if (text === undefined) return refuse(413, `The body must be at most ${limits.requestBytes} bytes`);
    let page;
    try {
      page = JSON.parse(text);
    } catch {
      // Said below.
    }
    if (!isPlain(page)) return refuse(400, `The body must be ${SUBMIT_BODY}`);
    return call.kind === "tasks" ? readTasks(page, owner, mount) : submit(call, page, owner, keep);
  };

  /** The user of a request; or the answer if there is none. @param {Request} request @param {any[]} more @returns {Promise<Owner | Response | Answer>} */
  const authorized = async (request, more) => {
    const user = authorize ? await authorize(request, ...more) : { id: "everyone" };
    if (user instanceof Response) return user;
    if (!user) return refuse(401, "The proxy does not know this user: sign in first");
    if (!isText(user.id) || !user.id) {
      throw createError({
        code: "config",
        field: "authorize",
        message: "authorize must return { id } with a text that is not empty, null or a Response.",
      });
    }
    return ids.owner(user.id);
  };

  /** @param {Request} request @param {any[]} more what the server passes beside the request: `env` and `ctx` of Workers */
  return async (request, ...more) => {
    const headers = headersFor(request, cors);
    if (request.method === "OPTIONS") return preflight(request, headers);
    const { pathname } = new URL(request.url);
    const picture = await images.find(request.method, pathname);
    if (picture) return picture.respond(headers);
    const call = await gateway.find(request.method, pathname);
    if (!call) return respond(refuse(404, "This path is not one of the proxy's"), headers);
    if (call.kind === "method") return respond(refuse(405, "This path has another method"), headers);
    if (call.kind === "submit" && !allow.includes(call.verb)) {
      return respond(refuse(403, `This proxy does not allow ${call.verb}`), headers);
    }
    const owner = await authorized(request, more);
    if (owner instanceof Response) {
      const response = new Response(owner.body, owner);
      headers.forEach((value, name) => response.headers.set(name, value));
      return response;
    }
    if ("status" in owner) return respond(owner, headers);
    const context = more.find((given) => isFunction(given?.waitUntil));
    const keep = (/** @type {Promise<unknown>} */ promise) => context?.waitUntil(promise.catch(() => {}));
    // Two slashes at the front would be another host.
    const mount = pathname.slice(0, pathname.lastIndexOf("/mj/")).replace(/^\/+/, "/");
    return respond(await answer(request, call, owner, mount, keep), headers);
  };
};
