import FoundationEssentials

/// JSON for people and version control: sorted, a value to a line, a line's end at the end.
public enum StableJSON {
  public static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("expected a value of finite numbers, found \(value)")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
