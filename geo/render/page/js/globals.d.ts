/** Leaflet 1.9: its script stands before ours in the page. */
declare const L: any;
