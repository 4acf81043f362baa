"use strict";(function(){Object.assign(globalThis,{clusterAtlas:{}})})();
