import Files
import Numbers
import Reports
import Tasks

/// An inspection for people.
enum InspectionText {
  /// Others are counted; `--json` has them all.
  private static let mostHDUs = 100

  static func text(_ inspection: Inspection) -> String {
    var blocks = [
      "\(inspection.path): \(inspection.kind), \(ProgressLine.grouped(Int(inspection.size))) bytes"
    ]
    if let units = inspection.hdus {
      let rest = units.count - mostHDUs
      let lines = aligned(units.prefix(mostHDUs).map(row))
      blocks.append(rest > 0 ? "\(lines)\nand \(ProgressLine.grouped(rest)) others" : lines)
    }
    if let image = inspection.image { blocks.append(text(image)) }
    if let table = inspection.table { blocks.append(text(table)) }
    if let survey = inspection.survey { blocks.append(text(survey)) }
    if !inspection.warnings.isEmpty {
      blocks.append(inspection.warnings.map { "warning: \($0)" }.joined(separator: "\n"))
    }
    return blocks.joined(separator: "\n\n")
  }

  private static func row(_ unit: InspectedHDU) -> [String] {
    var size = unit.dimensions.map(String.init).joined(separator: " × ")
    if let rows = unit.rows, let columns = unit.columns {
      size = "\(ProgressLine.grouped(rows)) rows, \(columns) columns"
    }
    let notes = [unit.filter.map { "band \($0)" } ?? "", unit.coordinates.joined(separator: " ")]
    return [
      "HDU \(unit.index)", unit.name ?? "", unit.kind, size,
      notes.filter { !$0.isEmpty }.joined(separator: ", "),
    ]
  }

  private static func text(_ image: InspectedImage) -> String {
    let units = zip(image.hdus ?? [], image.names ?? []).map { hdu, name in
      "\(hdu)\(name.map { " \($0)" } ?? "")"
    }
    let place = units.isEmpty ? "" : " (HDU \(units.shortList()))"
    let size = "image\(place): \(image.width) × \(image.height) pixels"
    guard image.hdus != nil else {
      return "\(size), \(counted(image.channels, "channel")) of \(image.bitsPerSample) bits"
    }
    let names = image.bands.map { $0 ?? "unnamed" }.joined(separator: ", ")
    let isNamed = image.bands.contains { $0 != nil }
    let bands = isNamed ? "\(image.channels == 1 ? "band" : "bands") \(names)" : "no band named"
    let unit = image.unit.map { ", unit \($0)" } ?? ""
    let sky = image.sky.map { "\n" + text($0) } ?? ""
    let beside = [
      image.weight.map { "weights of \(image.weightKind ?? "") in HDU \($0)" },
      image.mask.map { "mask in HDU \($0)" },
      image.others.map { "others in HDU \($0.map(String.init).shortList())" },
    ].compactMap(\.self)
    let companions = beside.isEmpty ? "" : "\n" + beside.joined(separator: ", ")
    return "\(size), \(counted(image.channels, "plane")), \(bands)\(unit)\(companions)\(sky)"
  }

  private static func text(_ sky: InspectedSky) -> String {
    var parts = ["\(sky.projection) in \(sky.frame)"]
    if let right = sky.rightAscension, let declination = sky.declination {
      parts.insert("centre \(degrees(right)) \(degrees(declination)) (ICRS)", at: 0)
    }
    if let scale = sky.pixelScale { parts.append("\(Numeral.figure(scale))″ per pixel") }
    return parts.joined(separator: ", ")
  }

  /// To a tenth of an arcsecond.
  private static func degrees(_ angle: Double) -> String {
    let units = Int(clamping: (abs(angle) * 100_000).rounded())
    let fraction = String(units % 100_000)
    let zeros = String(repeating: "0", count: 5 - fraction.count)
    return (angle < 0 ? "-" : "") + "\(units / 100_000).\(zeros)\(fraction)"
  }

  private static func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  private static func text(_ table: InspectedTable) -> String {
    let head = ["column", "type", "unit", "minimum", "maximum", "missing", "values", "use"]
    let rows = table.columns.map { column in
      [
        column.name,
        column.type
          + (column.shape.isEmpty
            ? "" : "[\(column.shape.map(String.init).joined(separator: ", "))]"),
        column.unit ?? "", number(column.minimum), number(column.maximum),
        column.missing == 0 ? "" : ProgressLine.grouped(column.missing), words(column.words),
        column.use ?? column.unused.map { "not used: \($0)" } ?? "",
      ]
    }
    return "\(ProgressLine.grouped(table.rows)) rows\n" + aligned([head] + rows)
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
    return Numeral.figure(value)
  }

  /// The commonest words first.
  private static func words(_ words: [String: Int]?) -> String {
    guard let words else { return "" }
    let sorted = words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(5).map { "\($0.key) \(ProgressLine.grouped($0.value))" }
    return shown.joined(separator: ", ") + (sorted.count > 5 ? ", …" : "")
  }

  private static func text(_ survey: InspectedSurvey) -> String {
    var lines = ["recognised as \(survey.name) (score \(Numeral.figure(survey.score)))"]
    lines += survey.reasons.map { "  \($0)" }
    if !survey.leaking.isEmpty {
      lines.append(
        "  refused as features, they tell the class: \(survey.leaking.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  /// Columns of equal width, two spaces apart.
  private static func aligned(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { index in rows.map { $0[index].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0.padding(to: $1) }
      return cells.joined(separator: "  ").trimmedEnd
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
