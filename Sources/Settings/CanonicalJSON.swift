import FoundationEssentials

/// JSON that is the same text for the same value: names sorted, numbers in their shortest form
/// that reads back unchanged.
public enum CanonicalJSON {
  public static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("expected a value of finite numbers, found \(value)")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
