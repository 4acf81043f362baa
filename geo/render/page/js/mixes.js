/** What only maps need whose clusters name their funding or their services; the page's start script finds it. */

import { createMixes } from "./panels/mixes.js";

Object.assign(/** @type {any} */ (globalThis).clusterAtlas, { createMixes });
