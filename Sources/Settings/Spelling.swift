/// Which known word was probably meant.
public enum Spelling {
  /// The nearest candidate, where one is near enough to be worth asking about.
  public static func suggestion(for word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let distances = candidates.map { (name: $0, distance: distance(word, $0)) }
    let nearest = distances.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return nearest.flatMap { $0.distance <= limit ? $0.name : nil }
  }

  /// A sentence for messages: `Did you mean 'epochs'?`, or the list of what exists.
  public static func advice(for word: String, among candidates: [String]) -> String {
    if let name = suggestion(for: word, among: candidates) { return "Did you mean '\(name)'?" }
    return "Known are: \(candidates.sorted().joined(separator: ", "))."
  }

  /// How many letters to insert, delete, replace or swap with their neighbour.
  ///
  /// - Source: Damerau 1964, CACM 7, 171 (the variant that swaps each pair once).
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.lowercased().prefix(64).utf8)
    let b = Array(second.lowercased().prefix(64).utf8)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var best = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
