import Evaluation

extension ComparisonReport {
  /// Objects that changed class, those put wrong first.
  var flipSection: ReportSection? {
    let blocks = zip(names.dropFirst(), comparison.pairs).flatMap(flipBlocks)
    guard !blocks.isEmpty else { return nil }
    return ReportSection(identifier: "flipped", title: "Flipped objects", blocks: blocks)
  }

  private func flipBlocks(_ name: String, _ pair: PairedComparison) -> [Block] {
    guard !pair.flips.isEmpty else { return [] }
    let table = Block.table(
      CaptionedTable(
        title: "From \(names[0]) to \(name)",
        caption: """
          \(countSentence(pair)) Shown are the first \
          \(Numeral.grouped(min(Self.listedFlips, pair.flips.count))), in each kind those where \
          both are surest; all are in flipped.csv. Wrong to wrong: the two name different classes \
          and neither is the true one. Probabilities are those of the class named.
          """,
        table: DataTable(
          flipColumns(name), rows: pair.flips.prefix(Self.listedFlips).map(flipCells))))
    return [table] + [gallery(name, pair)].compactMap { $0.map(Block.gallery) }
  }

  private func countSentence(_ pair: PairedComparison) -> String {
    let counts = Flip.Change.allCases.compactMap { change in
      let count = pair.flips.count { $0.change == change }
      return count == 0 ? nil : "\(Numeral.grouped(count)) \(change.name)"
    }
    return counts.joined(separator: ", ") + "."
  }

  private func flipColumns(_ name: String) -> [DataTable.Column] {
    var columns: [DataTable.Column] = [.code("Object"), .text("Change")]
    if comparison.rows.truth != nil { columns.append(.text("True class")) }
    columns += [
      .text(names[0]), .number("Probability"), .text(name), .number("Probability"),
    ]
    if let magnitude = comparison.rows.magnitude { columns.append(.number(magnitude.name)) }
    return columns
  }

  private func flipCells(_ flip: Flip) -> [String] {
    let rows = comparison.rows
    let probability = { (value: Float?) in Numeral.fixed(value.map(Double.init), 4) }
    var cells = [rows.identifiers[flip.row], flip.change.name]
    if let truth = rows.truth { cells.append(classes[truth[flip.row]]) }
    cells += [
      classes[flip.first], probability(flip.firstProbability), classes[flip.second],
      probability(flip.secondProbability),
    ]
    if let magnitude = rows.magnitude {
      cells.append(Numeral.fixed(Double(magnitude.values[flip.row]), 2))
    }
    return cells
  }

  private func gallery(_ name: String, _ pair: PairedComparison) -> ThumbnailGallery? {
    let groups = Flip.Change.allCases.map { change in
      ThumbnailGallery.Group(
        title: change.name.prefix(1).uppercased() + change.name.dropFirst(),
        thumbnails: Self.withImage(pair).filter { $0.change == change }.compactMap(thumbnail))
    }.filter { !$0.thumbnails.isEmpty }
    guard !groups.isEmpty else { return nil }
    return ThumbnailGallery(
      title: "Flipped from \(names[0]) to \(name)",
      caption: "The first of each kind: the class before, then the class after.",
      groups: groups, isPixelated: true)
  }

  private func thumbnail(_ flip: Flip) -> Thumbnail? {
    context.thumbnails[flip.row].map { image in
      let name = comparison.rows.identifiers[flip.row]
      let change = "\(classes[flip.first]) → \(classes[flip.second])"
      return Thumbnail(image: image, alternative: "\(name): \(change)", lines: [change, name])
    }
  }
}
