internal import CCFITSIO
internal import Numbers

/// The library that unpacks tile-compressed images.
public enum FITSLibrary {
  public static var version: String {
    var number: Float = 0
    unsafe ffvers(&number)
    let hundredths = Int(clamping: (number * 10_000).rounded())
    return "\(hundredths / 10_000).\(hundredths % 10_000)"
  }
}
