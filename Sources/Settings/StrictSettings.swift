public import Files

/// Decodes settings so that no mistake passes in silence.
///
/// A name the type does not know is refused with the nearest one it knows, a name given twice is
/// refused, a text is never taken for a number nor a fraction for a whole number. What the type's
/// own `init(from:)` throws as `DecodingError` is reported with file, line and name.
public enum StrictSettings {
  /// Bytes of the longest text that is read.
  public static let maximumSize = YAMLReader.maximumSize

  /// - Parameters:
  ///   - text: JSON where it begins with a brace and a quoted name, otherwise YAML; at most 1 MiB.
  ///   - path: Where the text is from; for messages.
  public static func decode<Settings: Decodable>(
    _ type: Settings.Type, from text: String, path: String
  ) throws(SkysortError) -> Settings {
    do {
      let tree = try read(text)
      return try StrictDecoder.decode(type, from: tree, path: path)
    } catch {
      throw error.error(path: path)
    }
  }

  /// Decodes a text of which every mistake is told, not the first only.
  ///
  /// For types whose parts mean the same whatever the others are: a mistake is found by leaving out
  /// those before it.
  public static func decode<Settings: Decodable>(
    _ type: Settings.Type, tellingAllMistakesIn text: String, path: String
  ) throws(SkysortError) -> Settings {
    let tree: StructuredValue
    do {
      tree = try read(text)
    } catch {
      throw error.error(path: path)
    }
    do {
      return try StrictDecoder.decode(type, from: tree, path: path)
    } catch {
      throw Mistakes(first: error, of: type, in: tree).error(path: path)
    }
  }

  /// Reads YAML whose meaning is looked at piece by piece.
  ///
  /// - Parameter maximumAliases: Programs repeat themselves by aliases more than people do; what
  ///   aliases repeat counts towards the bound on values however many are allowed.
  public static func read(
    yaml: String, path: String, maximumAliases: Int
  ) throws(SkysortError) -> StructuredValue {
    do {
      return try YAMLReader.read(yaml, maximumAliases: maximumAliases)
    } catch {
      throw error.error(path: path)
    }
  }

  /// Decodes a part of what was read.
  public static func decode<Settings: Decodable>(
    _ type: Settings.Type, from value: StructuredValue, path: String
  ) throws(SkysortError) -> Settings {
    do {
      return try StrictDecoder.decode(type, from: value, path: path)
    } catch {
      throw error.error(path: path)
    }
  }

  /// Decodes a file, whose size is looked at before it is read.
  public static func load<Settings: Decodable>(
    _ type: Settings.Type, path: String
  ) throws(SkysortError) -> Settings {
    let bytes = try WholeFile.read(path, maximumSize: Int64(maximumSize))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SkysortError(
        path: path, problem: "is not a UTF-8 text", fix: "Settings are YAML or JSON.")
    }
    return try decode(type, from: text, path: path)
  }

  private static func read(_ text: String) throws(SettingsProblem) -> StructuredValue {
    let beginning = text.utf8.lazy.filter { $0 > 0x20 }.prefix(2)
    let isJSON = ["{\"", "{}"].contains { beginning.elementsEqual($0.utf8) }
    guard isJSON, text.utf8.count <= YAMLReader.maximumSize else {
      return try YAMLReader.read(text)
    }
    return try JSONReader.read(Array(text.utf8)[...])
  }
}
