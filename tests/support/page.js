// What the client listens to: the page and its window, which Node does not have, and signals. They count who listens.

/** An event target that knows how many listen to it. */
class Counted extends EventTarget {
  /** @type {Set<string>} */
  #heard = new Set();
  /** @type {Map<unknown, number>} */
  #names = new Map();

  get listeners() {
    return this.#heard.size;
  }

  /** @param {string} type @param {unknown} listener */
  #key(type, listener) {
    if (!this.#names.has(listener)) this.#names.set(listener, this.#names.size);
    return `${type} ${this.#names.get(listener)}`;
  }

  /** @type {EventTarget["addEventListener"]} */
  addEventListener(type, listener, options) {
    this.#heard.add(this.#key(type, listener));
    super.addEventListener(type, listener, options);
  }

  /** @type {EventTarget["removeEventListener"]} */
  removeEventListener(type, listener, options) {
    this.#heard.delete(this.#key(type, listener));
    super.removeEventListener(type, listener, options);
  }
}

/** A page that somebody may look at or not, online or not. It stands where a browser has it until it is ended. */
export class Page {
  document = Object.assign(new Counted(), { hidden: false });
  window = new Counted();
  navigator = { onLine: true };
  /** @type {[string, PropertyDescriptor | undefined][]} */
  #before = [];

  constructor() {
    const { document, window, navigator } = this;
    this.#put({
      document,
      navigator,
      addEventListener: window.addEventListener.bind(window),
      removeEventListener: window.removeEventListener.bind(window),
    });
  }

  get listeners() {
    return this.document.listeners + this.window.listeners;
  }

  /** Somebody goes, or comes back. @param {boolean} hidden */
  hide(hidden) {
    this.document.hidden = hidden;
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  /** The network goes, or comes back. @param {boolean} onLine */
  connect(onLine) {
    this.navigator.onLine = onLine;
    this.window.dispatchEvent(new Event(onLine ? "online" : "offline"));
  }

  /** @param {Record<string, unknown>} globals */
  #put(globals) {
    for (const [name, value] of Object.entries(globals)) {
      this.#before.push([name, Object.getOwnPropertyDescriptor(globalThis, name)]);
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  }

  end() {
    for (const [name, before] of this.#before) {
      if (before) Object.defineProperty(globalThis, name, before);
      else delete (/** @type {any} */ (globalThis)[name]);
    }
  }
}

/** An abort controller, and how many listen to its signal. */
export const counted = () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  let listeners = 0;
  Object.assign(signal, {
    addEventListener(/** @type {any[]} */ ...args) {
      listeners++;
      Reflect.apply(addEventListener, signal, args);
    },
    removeEventListener(/** @type {any[]} */ ...args) {
      listeners--;
      Reflect.apply(removeEventListener, signal, args);
    },
  });
  return { signal, abort: controller.abort.bind(controller), count: () => listeners };
};
