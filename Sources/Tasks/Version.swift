/// The tool's name and version, as outputs record them.
public enum Version {
  public static let number = "0.1.0"
  public static let tool = "skysort \(number)"
}
