/// Guesses what a misspelt word was meant to be.
public enum DidYouMean {
  /// The known word fewest edits away, if that is at most a third of its letters.
  public static func nearest(to word: String, among known: [String]) -> String? {
    let ranked = known.map { (word: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else {
      return nil
    }
    return best.distance * 3 <= max(word.utf8.count, 3) ? best.word : nil
  }

  /// Levenshtein's distance: insertions, deletions and substitutions.
  private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in second.enumerated() {
        let substituted = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
      }
    }
    return row[second.count]
  }
}
