/// What a browser must show to be let in: 256 random bits, new at every launch.
public struct AccessToken: Sendable {
  /// 64 hexadecimal digits.
  let text: String

  /// - Parameter generator: One whose numbers nobody can guess.
  public init(using generator: inout some RandomNumberGenerator) {
    let digits = Array("0123456789abcdef")
    text = String((0..<64).map { _ in digits[Int(generator.next() & 15)] })
  }

  /// Takes as long for a wrong guess as for the right one.
  func matches(_ guess: some StringProtocol) -> Bool {
    let (own, other) = (Array(text.utf8), Array(guess.utf8))
    guard own.count == other.count else { return false }
    return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
