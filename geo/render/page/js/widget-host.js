/** The other side of `widget.js`, run by the notebook: a frame with the page, and the state of the model in step. */

const MESSAGE = "clusteratlas:state";

/**
 * Show the page of a model, and return what ends that.
 * @param {{model: any, el: HTMLElement}} widget as anywidget gives them
 */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  // The page runs its script and has no access to the notebook.
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = model.get("_title");
  frame.srcdoc = model.get("_page");
  Object.assign(frame.style, { display: "block", width: "100%", border: "0" });

  const resize = () => {
    frame.style.height = `${model.get("height")}px`;
  };
  const send = () => {
    // A sandboxed page has no address to send to; nobody else is in the frame.
    frame.contentWindow?.postMessage({ type: MESSAGE, state: model.get("state") }, "*");
  };
  /** @param {MessageEvent} event */
  const hear = ({ source, data }) => {
    if (source !== frame.contentWindow || data?.type !== MESSAGE || typeof data.state !== "string") return;
    if (data.state === model.get("state")) return;
    model.set("state", data.state);
    model.save_changes();
  };
  resize();
  frame.addEventListener("load", send);
  addEventListener("message", hear);
  model.on("change:state", send);
  model.on("change:height", resize);
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    model.off("change:state", send);
    model.off("change:height", resize);
  };
}

export default { render };
