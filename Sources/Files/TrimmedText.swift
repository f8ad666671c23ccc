extension StringProtocol {
  /// Without blanks at both ends, as fixed-width columns pad their texts.
  public func trimmingSpaces() -> String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
