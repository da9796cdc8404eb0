// What lasts: nothing gets through from one moment on, until it is over.

/**
 * @typedef {object} Outage
 * @property {(engine: any, gateway: import("./gateway.js").Gateway) => unknown} begin
 * @property {(engine: any, gateway: import("./gateway.js").Gateway) => unknown} end
 * @property {"Chromium"} [only] where it can happen
 * @property {"Node"} [isToldBy] which platform tells that no connection was made
 */

/** @type {Record<string, Outage>} */
export const OUTAGES = {
  "a port that nobody listens on": {
    begin: (_engine, gateway) => gateway.close(),
    end: (_engine, gateway) => gateway.open(),
    isToldBy: "Node",
  },
  "a page that is offline": {
    begin: (engine) => engine.setOffline(true),
    end: (engine) => engine.setOffline(false),
    only: "Chromium",
  },
  "a gateway that allows no other origins": {
    begin: (_engine, gateway) => void (gateway.isShared = false),
    end: (_engine, gateway) => void (gateway.isShared = true),
    only: "Chromium",
  },
};
