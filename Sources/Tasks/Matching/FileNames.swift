import Files
import Models
import Tables

/// What a column of image files calls its sources: the files' names without folder and ending.
struct FileNames {
  let keys: SourceKeys

  /// Of the names, those that must be an image's.
  private static let leastImages = 0.9

  /// - Returns: `nil` for a column of other texts, and where two files of different folders would
  ///   be called alike.
  init?(_ names: SourceKeys) {
    guard case .texts(let texts) = names else { return nil }
    let known = texts.compactMap(\.self)
    let images = known.count { ImageFiles.isImage($0) }
    guard images > 0, Double(images) >= Self.leastImages * Double(known.count) else { return nil }
    let stems = texts.map { $0.map(Self.stem) }
    guard Set(stems.compactMap(\.self)).count == Set(known).count else { return nil }
    keys = Self.numbers(stems).map { .integers($0) } ?? .texts(stems)
  }

  private static func stem(_ path: String) -> String {
    ImageFiles.stem(of: Paths.name(of: path))
  }

  /// Names of digits alone are numbers, with zeros in front or without, unless two would be one.
  private static func numbers(_ stems: [String?]) -> [Int64?]? {
    let known = stems.compactMap(\.self)
    let numbers = known.compactMap { $0.allSatisfy(\.isWholeNumber) ? Int64($0) : nil }
    guard numbers.count == known.count, Set(numbers).count == Set(known).count else { return nil }
    return stems.map { $0.flatMap { Int64($0) } }
  }
}

extension IdentifierCheck {
  /// Some of the names, for a message.
  var examples: String {
    let shown = keys.texts.lazy.compactMap(\.self).prefix(3)
    return "such as \(shown.joined(separator: ", "))"
  }
}
