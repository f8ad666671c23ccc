internal import CERFA
internal import CImage
internal import CWCS

/// The libraries that read images and headers' coordinates.
public enum ImageLibraries {
  /// Versions by name.
  public static var versions: [String: String] {
    unsafe [
      "libpng": String(cString: CImage_png_version()),
      "libjpeg-turbo": String(cString: CImage_jpeg_version()),
      "ERFA": String(cString: eraVersion()),
      "wcslib": String(cString: cwcs_version()),
    ]
  }
}
