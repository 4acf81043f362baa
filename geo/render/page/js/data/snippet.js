/** The code that puts a map into another page, as `clusteratlas embed` prints it. */

/** @type {Record<string, string>} as Python writes them */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/**
 * @param {string} template of geo/render/snippet.py: in it stands `{url}` for the address, `{title}` for the title
 * @param {string} address of the page, with the reader's choices
 * @param {string} title what a screen reader calls the frame
 */
export function snippetOf(template, address, title) {
  /** @type {Record<string, string>} */
  const values = { url: embedded(address), title };
  return template.replaceAll(/\{(url|title)\}/g, (_, name) =>
    values[name].replaceAll(/[&<>"']/g, (char) => ESCAPES[char]),
  );
}

/** @param {string} address */
function embedded(address) {
  const [page, ...state] = address.split("#");
  const [path, ...query] = page.split("?");
  const kept = query.join("?").split("&");
  const pairs = [...kept.filter((pair) => pair && pair !== "embed"), "embed"];
  return [`${path}?${pairs.join("&")}`, ...state].join("#");
}
