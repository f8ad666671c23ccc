/// The files of the page, by the only paths they are served at.
struct PageFiles: Sendable {
  struct File: Sendable {
    let type: String
    let bytes: [UInt8]
  }

  var files: [String: File]

  static let bundled = PageFiles(
    files: [
      "/": html(PackageResources.index_html),
      "/page/base.css": style(PackageResources.base_css),
      "/page/colours.css": style(PackageResources.colours_css),
      "/page/layout.css": style(PackageResources.layout_css),
      "/page/lists.css": style(PackageResources.lists_css),
      "/page/map.css": style(PackageResources.map_css),
      "/page/panels.css": style(PackageResources.panels_css),
      "/page/address.js": script(PackageResources.address_js),
      "/page/api.js": script(PackageResources.api_js),
      "/page/app.js": script(PackageResources.app_js),
      "/page/axes.js": script(PackageResources.axes_js),
      "/page/camera.js": script(PackageResources.camera_js),
      "/page/colouring.js": script(PackageResources.colouring_js),
      "/page/colours.js": script(PackageResources.colours_js),
      "/page/cutouts.js": script(PackageResources.cutouts_js),
      "/page/density.js": script(PackageResources.density_js),
      "/page/dom.js": script(PackageResources.dom_js),
      "/page/gestures.js": script(PackageResources.gestures_js),
      "/page/gl.js": script(PackageResources.gl_js),
      "/page/graticule.js": script(PackageResources.graticule_js),
      "/page/inspector.js": script(PackageResources.inspector_js),
      "/page/labels.js": script(PackageResources.labels_js),
      "/page/legend.js": script(PackageResources.legend_js),
      "/page/link.js": script(PackageResources.link_js),
      "/page/listing.js": script(PackageResources.listing_js),
      "/page/main.js": script(PackageResources.main_js),
      "/page/map.js": script(PackageResources.map_js),
      "/page/nearest.js": script(PackageResources.nearest_js),
      "/page/neighbours.js": script(PackageResources.neighbours_js),
      "/page/outliers.js": script(PackageResources.outliers_js),
      "/page/palette.js": script(PackageResources.palette_js),
      "/page/points.js": script(PackageResources.points_js),
      "/page/raster.js": script(PackageResources.raster_js),
      "/page/samp.js": script(PackageResources.samp_js),
      "/page/selected.js": script(PackageResources.selected_js),
      "/page/shapes.js": script(PackageResources.shapes_js),
      "/page/sky.js": script(PackageResources.sky_js),
      "/page/state.js": script(PackageResources.state_js),
      "/page/table.js": script(PackageResources.table_js),
      "/page/tabs.js": script(PackageResources.tabs_js),
      "/page/theme.js": script(PackageResources.theme_js),
      "/page/tiles.js": script(PackageResources.tiles_js),
      "/page/tip.js": script(PackageResources.tip_js),
      "/page/virtual.js": script(PackageResources.virtual_js),
      "/page/walk.js": script(PackageResources.walk_js),
    ])

  private static func html(_ bytes: [UInt8]) -> File {
    File(type: "text/html; charset=utf-8", bytes: bytes)
  }

  private static func script(_ bytes: [UInt8]) -> File {
    File(type: "text/javascript; charset=utf-8", bytes: bytes)
  }

  private static func style(_ bytes: [UInt8]) -> File {
    File(type: "text/css; charset=utf-8", bytes: bytes)
  }
}
