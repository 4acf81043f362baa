/** What our other scripts add to. */

Object.assign(globalThis, { clusterAtlas: {} });
