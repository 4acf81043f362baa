/** Build DOM nodes. Text goes in as text, never as markup. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 */

/**
 * Set attributes and listeners: `class`, `text`, `onclick: fn`, anything else as an attribute.
 * `null`, `undefined` and `false` leave an attribute out; `true` sets it empty.
 * @param {Element} node
 * @param {Attributes} attributes
 */
function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = String(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Create an HTML element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, attributes);
  node.append(...present(children));
  return node;
}

/**
 * Create an SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG_NAMESPACE, tag);
  assign(node, attributes);
  node.append(...present(children));
  return node;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  // Numbers become text as strings do.
  return /** @type {any[]} */ (children.filter((child) => (child ?? false) !== false));
}

/**
 * Whether links can lead out of the page: in a frame of an origin of its own they would open nothing, or take
 * the place of the map.
 */
export const canLeave = window.parent === window || self.origin !== "null";

/**
 * A link that opens a window of its own; plain text where no link can be followed.
 * @param {string} href
 * @param {...Child} children
 */
export function leaving(href, ...children) {
  if (!canLeave) return el("span", {}, ...children);
  return el("a", { href, rel: "noopener noreferrer", target: "_blank" }, ...children);
}

/**
 * Find an element that the page's skeleton must hold.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

/**
 * Put nodes into a group. Those that stay in their order are not touched: taking a button out of the page, even to put
 * it back, takes focus and press away, and has everything in it styled and laid out anew.
 * @param {Element} group
 * @param {Element[]} nodes
 */
export function setNodes(group, nodes) {
  const wanted = new Set(nodes);
  for (const node of group.querySelectorAll(":scope > *")) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (group.children[at] !== node) group.insertBefore(node, group.children[at]);
  });
}
