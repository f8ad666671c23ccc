import Foundation
import TestSupport
import Testing

extension PlainRequest {
  /// What our own page would send.
  static func own(
    _ explorer: RunningExplorer, _ path: String, posting body: String? = nil
  ) -> PlainRequest {
    var request = PlainRequest(path: path)
    request.fields = [("Host", explorer.host), ("Cookie", explorer.cookie)]
    if let body {
      request.method = "POST"
      request.body = body
      request.fields += [
        ("Origin", "http://\(explorer.host)"), ("Content-Type", "application/json"),
        ("Sec-Fetch-Site", "same-origin"),
      ]
    }
    return request
  }
}

extension PlainRequest.Answer {
  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
  }
}
