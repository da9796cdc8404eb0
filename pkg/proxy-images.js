// Pictures that pass through the proxy, so that a page can draw them on a canvas although their host does not allow it. Their addresses are
// sealed: the proxy fetches only what it has shown in a task, so it is no way to other servers.

/** What a page shows. No SVG, which can hold scripts. */
const TYPES = /^(image\/(png|jpeg|webp|gif|avif)|video\/mp4)\b/i;
const PATH = "/mj/picture/";
const TIMEOUT = 60_000;

const ADDRESSES = ["imageUrl", "thumbnailUrl", "videoUrl"];
const LISTS = ["imageUrls", "videoUrls"];

const refused = (/** @type {number} */ status, /** @type {Headers} */ headers) => new Response(null, { status, headers });

/** Ends the picture where it is larger than it may be. @param {number} limit */
const limited = (limit) => {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > limit) controller.error(new RangeError("The picture is too large."));
      else controller.enqueue(chunk);
    },
  });
};

/**
 * @param {ReturnType<import("./proxy-options.js").readOptions>} options
 * @param {ReturnType<import("./proxy-ids.js").createIds>} ids
 */
export const createImages = ({ base, images, send }, ids) => {
  /** @param {URL} url */
  const isAllowed = ({ protocol, origin, hostname, port, username, password }) =>
    images !== undefined &&
    (origin === base.origin ||
      (protocol === "https:" &&
        !port &&
        images.hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host)))) &&
    !username &&
    !password;

  /** @param {any} address @param {string} mount @returns {Promise<any>} */
  const through = async (address, mount) => {
    if (typeof address !== "string" || !address || !URL.canParse(address, base)) return address;
    const url = new URL(address, base);
    return isAllowed(url) ? `${mount}${PATH}${await ids.seal(url.href)}` : url.href;
  };

  /** @param {any} item @param {string} mount */
  const throughItem = async (item, mount) => {
    if (typeof item !== "object" || item === null) return through(item, mount);
    const shown = { ...item };
    for (const name of ["url", "thumbnail"]) if (name in item) shown[name] = await through(item[name], mount);
    return shown;
  };

  /** @param {string} address @param {number} maxBytes @param {Headers} headers */
  const pass = async (address, maxBytes, headers) => {
    const response = await send(address, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) }).catch(() => undefined);
    if (!response) return refused(502, headers);
    const type = response.headers.get("content-type") ?? "";
    const length = Number(response.headers.get("content-length") ?? 0);
    const status = response.status !== 200 || !TYPES.test(type) ? 502 : length > maxBytes ? 413 : 200;
    if (status !== 200 || !response.body) {
      response.body?.cancel().catch(() => {});
      // 404 and 403 of Discord: the address has expired.
      return refused([403, 404, 410].includes(response.status) ? response.status : status, headers);
    }
    headers.set("content-type", type);
    headers.set("cache-control", "private, max-age=86400");
    headers.set("content-security-policy", "default-src 'none'; sandbox");
    return new Response(response.body.pipeThrough(limited(maxBytes)), { headers });
  };

  return {
    /**
     * A task with absolute addresses: through the proxy where it passes them on.
     * @param {Record<string, any>} task
     * @param {string} mount where the proxy is on its server
     */
    show: async (task, mount) => {
      const shown = { ...task };
      for (const name of ADDRESSES) if (name in task) shown[name] = await through(task[name], mount);
      for (const name of LISTS) {
        if (Array.isArray(task[name])) shown[name] = await Promise.all(task[name].map((item) => throughItem(item, mount)));
      }
      return shown;
    },

    /**
     * The picture of a path. `undefined` for other paths.
     * @param {string} method @param {string} pathname
     */
    find: async (method, pathname) => {
      const at = pathname.lastIndexOf(PATH);
      if (!images || at < 0) return undefined;
      const address = method === "GET" ? await ids.unseal(pathname.slice(at + PATH.length)) : undefined;
      return {
        respond: async (/** @type {Headers} */ headers) =>
          address && isAllowed(new URL(address)) ? pass(address, images.maxBytes, headers) : refused(404, headers),
      };
    },
  };
};
