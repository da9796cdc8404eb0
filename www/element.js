// @ts-check
/**
 * The only two ways this page finds and makes elements. Text goes in as text nodes and never as markup, so that a prompt or a
 * gateway's answer cannot become part of the page.
 */

/**
 * The element of that id, which index.html must have.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return found;
}

/**
 * Makes an element. `properties` are set as properties; `aria` and `data` hold attributes of those families.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[K], "style">> & { aria?: Record<string, string>, data?: Record<string, string> }} [properties]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, properties = {}, ...children) {
  const { aria = {}, data = {}, ...rest } = properties;
  const made = document.createElement(tag);
  Object.assign(made, rest);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(`aria-${name}`, value);
  for (const [name, value] of Object.entries(data)) made.dataset[name] = value;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/**
 * A push button that does something in this page.
 * @param {string} text
 * @param {() => void} press
 * @param {{ name?: string, primary?: boolean, title?: string }} [look] `name` is what a screen reader says, where the text is not enough
 * @returns {HTMLButtonElement}
 */
export function pushButton(text, press, look = {}) {
  const made = element("button", { type: "button", className: look.primary ? "button primary" : "button", textContent: text });
  if (look.name) made.setAttribute("aria-label", look.name);
  if (look.title) made.title = look.title;
  made.addEventListener("click", press);
  return made;
}
