var map_1 = L.map(
                "map_1",
                {
                    center: [52.0, 10.0],
                    crs: L.CRS.EPSG3035,
                    ...{
  "zoom": 0,
  "zoomControl": false,
  "preferCanvas": false,
  "zoomSnap": 0.25,
  "zoomDelta": 0.5,
  "attributionControl": false,
  "bounceAtZoomLimits": false,
  "minZoom": -3,
  "maxZoom": 4,
}

                }
            );
