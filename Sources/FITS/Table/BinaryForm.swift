/// The format of a binary-table column: `E`, `3D`, `20A`, `24A8`, `1PE(17)`.
///
/// - Source: FITS standard 4.0, section 7.3.1.
public struct BinaryForm: Hashable, Sendable {
  /// How a row points to elements of its own number in the heap.
  public enum Descriptor: Hashable, Sendable {
    /// 32-bit count and offset, `P`.
    case narrow
    /// 64-bit count and offset, `Q`.
    case wide

    var width: Int { self == .narrow ? 8 : 16 }
  }

  public let type: StoredType
  /// Elements of one row; of a variable-length column, descriptors: 0 or 1.
  public let repeatCount: Int
  /// `nil` where every row holds the same number of elements.
  public let descriptor: Descriptor?
  /// `w` of `rAw`: characters of each string where a row holds several.
  public let substringLength: Int?

  public init(
    type: StoredType, repeatCount: Int = 1, descriptor: Descriptor? = nil,
    substringLength: Int? = nil
  ) {
    self.type = type
    self.repeatCount = repeatCount
    self.descriptor = descriptor
    self.substringLength = substringLength
  }

  /// Bytes in a row.
  public var rowWidth: Int {
    descriptor.map { $0.width * repeatCount } ?? type.size(of: repeatCount).bytes
  }

  /// - Parameter text: The value of a `TFORM` keyword.
  init(_ text: String) throws(Fault) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = digits.isEmpty ? 1 : Int(digits), count <= Int(Int32.max) else {
      throw Fault("TFORM '\(text)' has an absurd repeat count")
    }
    var rest = text.dropFirst(digits.count)
    guard let letter = rest.popFirst() else { throw Fault("TFORM '\(text)' names no type") }
    if letter == "P" || letter == "Q" {
      guard count <= 1, let type = rest.first.flatMap(StoredType.init(rawValue:)) else {
        throw Fault("TFORM '\(text)' is not a variable-length format")
      }
      self.init(type: type, repeatCount: count, descriptor: letter == "P" ? .narrow : .wide)
      return
    }
    guard let type = StoredType(rawValue: letter) else {
      throw Fault("TFORM '\(text)' has the unknown type \(letter)")
    }
    let substring = type == .character ? Int(rest) : nil
    let isDividing = substring.map { $0 > 0 && $0 < count } ?? false
    self.init(type: type, repeatCount: count, substringLength: isDividing ? substring : nil)
  }
}

extension BinaryForm: CustomStringConvertible {
  /// As a `TFORM` keyword says it.
  public var description: String {
    let count = repeatCount == 1 ? "" : String(repeatCount)
    let pointer = descriptor.map { $0 == .narrow ? "P" : "Q" } ?? ""
    return "\(count)\(pointer)\(type.rawValue)\(substringLength.map(String.init) ?? "")"
  }
}
