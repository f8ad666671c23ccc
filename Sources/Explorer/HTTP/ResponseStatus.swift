/// What became of a request: RFC 9110, 15.
struct ResponseStatus: Equatable, Sendable {
  let code: Int
  let phrase: String

  private init(_ code: Int, _ phrase: String) { (self.code, self.phrase) = (code, phrase) }

  static let ok = Self(200, "OK")
  static let noContent = Self(204, "No Content")
  static let seeOther = Self(303, "See Other")
  static let badRequest = Self(400, "Bad Request")
  static let forbidden = Self(403, "Forbidden")
  static let notFound = Self(404, "Not Found")
  static let methodNotAllowed = Self(405, "Method Not Allowed")
  static let requestTimeout = Self(408, "Request Timeout")
  static let gone = Self(410, "Gone")
  static let lengthRequired = Self(411, "Length Required")
  static let contentTooLarge = Self(413, "Content Too Large")
  static let unsupportedMediaType = Self(415, "Unsupported Media Type")
  static let misdirectedRequest = Self(421, "Misdirected Request")
  static let requestHeaderFieldsTooLarge = Self(431, "Request Header Fields Too Large")
  static let internalServerError = Self(500, "Internal Server Error")
  static let badGateway = Self(502, "Bad Gateway")
}
