/// What the messages of SAMP are made of: texts, lists and maps, nothing else.
///
/// - Source: SAMP 1.3, section 3.3; Winer, XML-RPC specification.
enum XMLRPCValue: Hashable, Sendable {
  case text(String)
  case list([XMLRPCValue])
  case map([String: XMLRPCValue])

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var map: [String: XMLRPCValue]? { if case .map(let map) = self { map } else { nil } }

  /// As an element `value`.
  var markup: String {
    switch self {
    case .text(let text): "<value><string>\(Self.escaped(text))</string></value>"
    case .list(let values):
      "<value><array><data>\(values.map(\.markup).joined())</data></array></value>"
    case .map(let members):
      "<value><struct>"
        + members.sorted { $0.key < $1.key }.map {
          "<member><name>\(Self.escaped($0.key))</name>\($0.value.markup)</member>"
        }.joined() + "</struct></value>"
    }
  }

  static func call(_ method: String, _ parameters: [XMLRPCValue]) -> String {
    "<?xml version=\"1.0\"?><methodCall><methodName>\(escaped(method))</methodName><params>"
      + parameters.map { "<param>\($0.markup)</param>" }.joined() + "</params></methodCall>"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
