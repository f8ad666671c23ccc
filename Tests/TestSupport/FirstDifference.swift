/// Where two collections first differ, in one line; `nil` where they are equal.
///
/// `#expect(firstDifference(found, expected) == nil)` fails with that line, where a comparison of
/// large arrays would print both.
public func firstDifference<Element: Equatable>(
  _ found: some Collection<Element>, _ expected: some Collection<Element>
) -> String? {
  var place = 0
  for (one, other) in zip(found, expected) {
    if one != other {
      let count = zip(found, expected).count { $0 != $1 }
      return "element \(place) of \(expected.count): found \(one), expected \(other);"
        + " \(count) differ"
    }
    place += 1
  }
  return found.count == expected.count
    ? nil : "\(found.count) elements, expected \(expected.count); the common ones are equal"
}
