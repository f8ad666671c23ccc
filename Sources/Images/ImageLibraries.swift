internal import CERFA
internal import CPicture
internal import CWCS

/// The libraries that read pictures and headers' coordinates.
public enum ImageLibraries {
  /// Versions by name.
  public static var versions: [String: String] {
    unsafe [
      "libpng": String(cString: CPicture_png_version()),
      "libjpeg-turbo": String(cString: CPicture_jpeg_version()),
      "ERFA": String(cString: eraVersion()),
      "wcslib": String(cString: cwcs_version()),
    ]
  }
}
