import Numbers

/// A program's schedule for people.
struct ScheduleTable: CustomStringConvertible {
  private let rows: [[String]]
  private let summary: String

  /// - Parameter seconds: Time of each step in all profiled runs; empty without.
  /// - Parameter limit: Operations per second that the processor can do at best.
  init(_ compilation: Compilation, seconds: [Double], runs: Int, limit: () -> Double) {
    let total = seconds.reduce(0, +)
    let isTimed = total > 0
    let limit = isTimed ? limit() : 0
    var rows = [
      ["phase", "step", "shape", "bytes", "flops"] + (isTimed ? ["time", "GF/s", "of limit"] : [])
    ]
    for (index, step) in compilation.schedule.steps.enumerated() {
      let bytes = (step.inputs + step.outputs).reduce(0) {
        $0 + compilation.nodes[$1.index].element.size * compilation.nodes[$1.index].shape.count
      }
      var row = [
        "\(step.phase)", step.name, step.shape.description, "\(bytes)", "\(step.kernel.flops)",
      ]
      if isTimed {
        row.append(Self.decimal(100 * seconds[index] / total) + " %")
        let rate = Double(step.kernel.flops) * Double(runs) / max(seconds[index], 1e-12)
        row.append(Self.decimal(rate / 1e9))
        row.append(Self.decimal(100 * rate / limit) + " %")
      }
      rows.append(row)
    }
    self.rows = rows
    let flops = compilation.schedule.steps.reduce(0) { $0 + $1.kernel.flops }
    var summary =
      "\(rows.count - 1) steps, \(flops) flops, arena \(4 * compilation.plan.arenaCount) bytes, "
      + "kept \(4 * compilation.plan.keptCount) bytes, threads \(compilation.schedule.workers)"
    if isTimed {
      let rate = Double(flops) * Double(runs) / total
      summary +=
        ", \(Self.decimal(1e6 * total / Double(runs))) µs per run, "
        + "\(Self.decimal(rate / 1e9)) GF/s: \(Self.decimal(100 * rate / limit)) % of the limit"
        + " of \(Self.decimal(limit / 1e9)) GF/s"
    }
    self.summary = summary
  }

  private static func decimal(_ number: Double) -> String {
    let tenths = Int(clamping: (number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  var description: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    let lines = rows.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 1 || column == 2 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
    return (lines + [summary]).joined(separator: "\n")
  }
}
