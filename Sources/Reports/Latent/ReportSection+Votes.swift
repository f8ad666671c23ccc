import Evaluation

extension ReportSection {
  /// How well nearest neighbours tell classes, space by space; `nil` where none was asked.
  static func votes(_ votes: [LatentRecord.NeighbourAccuracy]) -> ReportSection? {
    guard !votes.isEmpty else { return nil }
    let rows = votes.map { vote in
      [
        vote.space, Numeral.grouped(vote.width), "\(vote.neighbours)", Numeral.grouped(vote.rows),
        Numeral.full(vote.estimate, 3), Numeral.fixed(vote.balancedAccuracy, 3),
      ]
    }
    return ReportSection(
      identifier: "neighbours", title: "Neighbours",
      blocks: [
        .table(
          CaptionedTable(
            title: "Classes by the nearest neighbours",
            caption: """
              Each row's class by a vote of its nearest neighbours, of which it is none itself. \
              Labels took no part in making the space. Intervals are 95 % Wilson.
              """,
            table: DataTable(
              [
                .text("Space"), .number("Dimensions"), .number("Neighbours"), .number("Rows"),
                .number("Accuracy"), .number("Balanced accuracy"),
              ], rows: rows)))
      ])
  }
}
