/// Decides which requests are answered, before anything else looks at them.
///
/// Other programs and other pages of the same browser can reach a server on the loopback
/// interface. A name that resolves to this machine gives itself away by its Host, a foreign page
/// by its Origin or by what the browser says of the request's site; neither has the cookie.
struct AuthenticationMiddleware: Sendable {
  let token: AccessToken
  let port: Int

  /// Of one port, for browsers send a host's cookies to all its ports.
  var cookieName: String { "skysort-explorer-\(port)" }
  private var hosts: [String] { ["127.0.0.1:\(port)", "localhost:\(port)"] }

  enum Verdict: Equatable {
    case admitted
    /// The first visit: gets the cookie and is sent on to an address without the token.
    case entering
    case refused(ResponseStatus, String)
  }

  /// - Parameter head: As it came, nothing decoded.
  func verdict(_ head: RequestHead) -> Verdict {
    let path = head.path
    guard Self.isPlain(path) else { return .refused(.badRequest, "The path is not plain.") }
    guard let host = head.fields["host"]?.lowercased(), hosts.contains(host) else {
      return .refused(.misdirectedRequest, "The server does not go by that name.")
    }
    guard head.method == "GET" || head.method == "POST" else {
      return .refused(.methodNotAllowed, "Only GET and POST are answered.")
    }
    if path == "/", head.method == "GET", let guess = Self.token(in: head.target) {
      return token.matches(guess)
        ? .entering : .refused(.forbidden, "The token is not that of this launch.")
    }
    guard let cookie = Self.cookie(cookieName, in: head), token.matches(cookie) else {
      return .refused(
        .forbidden, "Open the address that `skysort explore` printed; it holds the key.")
    }
    return siteVerdict(head, host: host, path: path)
  }

  /// Whether the request comes from our own page.
  private func siteVerdict(
    _ head: RequestHead, host: String, path: Substring
  ) -> Verdict {
    let origin = head.fields["origin"]
    if let origin, origin != "http://\(host)" {
      return .refused(.forbidden, "Requests from other pages are not answered.")
    }
    let site = head.fields["sec-fetch-site"]
    let sites: Set = head.method == "POST" ? ["same-origin"] : ["same-origin", "none"]
    if let site, !sites.contains(site), path != "/" || head.method == "POST" {
      return .refused(.forbidden, "Requests from other sites are not answered.")
    }
    guard head.method == "POST" else { return .admitted }
    guard origin != nil else {
      return .refused(.forbidden, "A request that changes something must name its origin.")
    }
    guard head.fields["content-type"] == "application/json" else {
      return .refused(.unsupportedMediaType, "A request that changes something must be JSON.")
    }
    return .admitted
  }

  /// No path of ours needs more than letters, digits, dots and lines; nothing is ever decoded.
  private static func isPlain(_ path: Substring) -> Bool {
    path.first == "/" && !path.contains("//") && !path.contains("..")
      && path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/.-_".contains($0)) }
  }

  private static func token(in target: String) -> Substring? {
    guard let mark = target.firstIndex(of: "?") else { return nil }
    let pairs = target[target.index(after: mark)...].split(separator: "&")
    return pairs.first { $0.hasPrefix("token=") }?.dropFirst("token=".count)
  }

  private static func cookie(_ name: String, in head: RequestHead) -> Substring? {
    for field in head.fields.values("cookie") {
      for pair in field.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        if pair.hasPrefix("\(name)=") { return pair.dropFirst(name.count + 1) }
      }
    }
    return nil
  }

  /// Lets the browser in and takes the token out of its address.
  var entrance: Response {
    Response(
      status: .seeOther,
      fields: [
        ("Location", "/"),
        ("Set-Cookie", "\(cookieName)=\(token.text); Path=/; HttpOnly; SameSite=Strict"),
      ])
  }
}
