/** What only pages without pictures beside them need: they draw their picture themselves. */

import { mountPicture } from "./controls/picture.js";

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { mountPicture });
