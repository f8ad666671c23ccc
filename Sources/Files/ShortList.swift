extension Collection<String> {
  /// The first of them, and how many others there are: `a, b and 99990 others`.
  ///
  /// - Parameter most: More are counted, not named.
  public func shortList(separator: String = ", ", most: Int = 10) -> String {
    guard count > most + 1 else { return joined(separator: separator) }
    return prefix(most).joined(separator: separator) + " and \(count - most) others"
  }
}
