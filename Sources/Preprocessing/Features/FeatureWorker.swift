public import Sky
public import Tables

/// Turns rows of one table into inputs of a network, up to 1,024 at a time.
///
/// One thread at a time may use a worker; any number of workers may share features and table.
/// A row's numbers depend on that row only, wherever it stands in a chunk.
@safe public final class FeatureWorker {
  /// Rows ``load(_:rows:)`` takes at most.
  public static let capacity = FeatureBlock.capacity

  public let features: FittedFeatures
  private let block: FeatureBlock
  private let transforms: [FeatureTransform]
  /// Shape `[capacity]`: what is doubtful about each loaded row.
  private let flagBits: UnsafeMutablePointer<UInt16>
  /// Shape `[quantities, capacity]`: what the training range may overwrite.
  private let centred: UnsafeMutablePointer<Float>
  /// Shape `[2, capacity]`: scores, and what they are made from.
  private let scored: UnsafeMutablePointer<Float>

  public init(_ features: FittedFeatures, source: FeatureSource) {
    precondition(source.bands.count == features.bands.count, "expected a source of these features")
    self.features = features
    block = FeatureBlock(source: source)
    transforms = features.extras.map(\.feature.transform)
    unsafe flagBits = .allocate(capacity: Self.capacity)
    unsafe flagBits.initialize(repeating: 0, count: Self.capacity)
    let count = block.quantityCount * Self.capacity
    unsafe centred = .allocate(capacity: count)
    unsafe centred.initialize(repeating: 0, count: count)
    unsafe scored = .allocate(capacity: 2 * Self.capacity)
    unsafe scored.initialize(repeating: 0, count: 2 * Self.capacity)
  }

  deinit {
    unsafe flagBits.deallocate()
    unsafe centred.deallocate()
    unsafe scored.deallocate()
  }

  /// Rows loaded.
  public var rowCount: Int { block.rowCount }

  /// What is doubtful about a loaded row.
  public func flags(_ row: Int) -> QualityFlags {
    precondition(row >= 0 && row < rowCount, "expected a loaded row, found \(row)")
    return QualityFlags(rawValue: unsafe flagBits[row])
  }

  /// Writes what is doubtful about each loaded row.
  ///
  /// - Parameter target: Room for ``rowCount`` flags.
  public func writeFlags(into target: UnsafeMutableBufferPointer<QualityFlags>) {
    precondition(target.count >= rowCount, "expected room for \(rowCount) flags")
    for row in 0..<rowCount { unsafe target[row] = QualityFlags(rawValue: flagBits[row]) }
  }

  /// Reads rows of a table that has the source's columns.
  ///
  /// - Parameter rows: At most ``capacity``.
  public func load(_ table: Table, rows: Range<Int>) {
    block.load(table, rows: rows, transforms: transforms)
    unsafe flagBits.update(repeating: 0, count: rows.count)
    flagMissingStates()
    for quality in block.source.quality { flag(quality, table: table, rows: rows) }
    fillMissingStates()
  }

  // MARK: MissingValueStates

  private func flagMissingStates() {
    let missing = (0..<block.quantityCount).filter { block.hasMissingState[$0] }
    for quantity in missing {
      let known = knownMissingStates(quantity)
      let kinds = unsafe block.states(quantity)
      for row in 0..<rowCount {
        let state = unsafe kinds[row]
        guard state != Measurement.present else { continue }
        var flags: QualityFlags =
          state == Measurement.faint || state == MissingValueState.notDetected.rawValue
          ? .nonDetection : .missingBand
        if let missingState = MissingValueState(rawValue: state), !known.contains(missingState) {
          flags.insert(.outsideTrainingRange)
        }
        unsafe flagBits[row] |= flags.rawValue
      }
    }
    flagNotClassifiable(missing)
  }

  private func knownMissingStates(_ quantity: Int) -> [MissingValueState] {
    if quantity < block.bandCount { return features.bands[quantity].knownMissingStates }
    return features.extras[quantity - block.bandCount].isKnownAbsent ? [.notObserved] : []
  }

  /// Rows without a single number say nothing.
  private func flagNotClassifiable(_ missing: [Int]) {
    guard missing.count == block.quantityCount else { return }
    for row in 0..<rowCount {
      let isEmpty = missing.allSatisfy {
        unsafe MissingValueState(rawValue: block.states($0)[row]) != nil
      }
      if isEmpty { unsafe flagBits[row] |= QualityFlags.notClassifiable.rawValue }
    }
  }

  private func flag(_ quality: QualityColumn, table: Table, rows: Range<Int>) {
    guard let column = table[quality.column] else { return }
    for (index, row) in rows.enumerated() where quality.isDoubtful(column, row: row) {
      unsafe flagBits[index] |= QualityFlags.inputFlagged.rawValue
    }
  }

  /// Puts substitutes where numbers are absent, but for limits.
  private func fillMissingStates() {
    for (index, band) in features.bands.enumerated() where block.hasMissingState[index] {
      let values = unsafe block.values(index)
      let kinds = unsafe block.states(index)
      for row in 0..<rowCount {
        guard let missingState = unsafe MissingValueState(rawValue: kinds[row]) else { continue }
        // A limit of the row's own says more than how faint training knows faint.
        if missingState == .notDetected && block.isLimit(index, row: row) { continue }
        unsafe values[row] =
          missingState == .notDetected ? band.faintMagnitude : substitute(for: band, row: row)
      }
    }
    for (index, extra) in features.extras.enumerated() {
      let quantity = block.bandCount + index
      guard block.hasMissingState[quantity] else { continue }
      let values = unsafe block.values(quantity)
      let kinds = unsafe block.states(quantity)
      for row in 0..<rowCount where unsafe kinds[row] != Measurement.present {
        unsafe values[row] = extra.substitute
      }
    }
  }

  private func substitute(for band: FittedBand, row: Int) -> Float {
    for other in band.substitutes {
      guard unsafe MissingValueState(rawValue: block.states(other.band)[row]) == nil else {
        continue
      }
      return unsafe block.values(other.band)[row] + other.colour
    }
    return band.faintMagnitude
  }

  // MARK: Features and scores

  /// Writes the loaded rows' features.
  ///
  /// - Parameter matrix: Shape `[rowCount or more, features.count]`, row-major.
  public func writeFeatures(into matrix: UnsafeMutableBufferPointer<Float>) {
    let width = features.count
    precondition(matrix.count >= rowCount * width, "expected room for \(rowCount) rows")
    guard let base = matrix.baseAddress else { return }
    for (index, feature) in features.features.enumerated() {
      unsafe write(feature, to: base + index, stride: width)
    }
  }

  private func write(
    _ feature: FittedFeature, to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let scale = feature.scale
    switch feature.definition {
    case .magnitude(let quantity):
      unsafe write(block.values(quantity), scale, to: target, stride: stride)
    case .extra(let index):
      unsafe write(block.values(block.bandCount + index), scale, to: target, stride: stride)
    case .colour(let first, let second):
      let (first, second) = unsafe (block.values(first), block.values(second))
      for row in 0..<rowCount {
        unsafe target[row * stride] = scale(first[row] - second[row])
      }
    case .missingState(let band, let missingState):
      let kinds = unsafe block.states(band)
      for row in 0..<rowCount {
        unsafe target[row * stride] = scale(kinds[row] == missingState.rawValue ? 1 : 0)
      }
    case .extraMissingState(let index):
      let kinds = unsafe block.states(block.bandCount + index)
      for row in 0..<rowCount {
        unsafe target[row * stride] = scale(kinds[row] == Measurement.present ? 0 : 1)
      }
    }
  }

  private func write(
    _ values: UnsafeMutablePointer<Float>, _ scale: FittedScale,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    for row in 0..<rowCount { unsafe target[row * stride] = scale(values[row]) }
  }

  /// Writes which of the loaded rows' features rest on measurements alone: 1, or 0 where a
  /// substitute stands for something absent.
  ///
  /// - Parameter weights: Shape `[rowCount or more, features.count]`, row-major.
  public func writeWeights(into weights: UnsafeMutableBufferPointer<Float>) {
    let width = features.count
    precondition(weights.count >= rowCount * width, "expected room for \(rowCount) rows")
    for (index, feature) in features.features.enumerated() {
      let needed = feature.definition.quantities(bandCount: block.bandCount)
      let missing = needed.filter { block.hasMissingState[$0] }
      for row in 0..<rowCount {
        let isMeasured = missing.allSatisfy {
          unsafe MissingValueState(rawValue: block.states($0)[row]) == nil
        }
        unsafe weights[row * width + index] = isMeasured ? 1 : 0
      }
    }
  }

  /// Writes how unusual each loaded row is, as ``TrainingRange`` defines it, and flags the
  /// rows outside the range; a missing-value state that training never showed scores 1.
  ///
  /// - Parameter scores: Room for ``rowCount`` numbers.
  public func writeScores(into scores: UnsafeMutableBufferPointer<Float>) {
    precondition(scores.count >= rowCount, "expected room for \(rowCount) scores")
    let outside = QualityFlags.outsideTrainingRange.rawValue
    unsafe centred.update(from: block.values, count: block.quantityCount * Self.capacity)
    unsafe features.range.scores(
      centred, stride: Self.capacity, count: rowCount, into: scored,
      scratch: scored + Self.capacity)
    for row in 0..<rowCount {
      let isStrange = unsafe flagBits[row] & outside != 0
      let score = unsafe isStrange ? 1 : scored[row]
      unsafe scores[row] = score
      if score > features.range.threshold { unsafe flagBits[row] |= outside }
    }
  }

  /// The loaded rows' quantities, missing-value states filled; for fitting.
  func quantities(_ quantity: Int) -> [Float] { block.loadedValues(quantity) }
}

extension FittedFeature.Definition {
  /// The quantities whose numbers it is made of: magnitudes by band, then extra columns.
  fileprivate func quantities(bandCount: Int) -> [Int] {
    switch self {
    case .magnitude(let band): [band]
    case .colour(let first, let second): [first, second]
    case .extra(let index): [bandCount + index]
    case .missingState, .extraMissingState: []
    }
  }
}

extension QualityColumn {
  /// Whether a row is marked; a missing mark is none.
  func isDoubtful(_ column: Column, row: Int) -> Bool {
    guard column.validity?[row] ?? true else { return false }
    let number: Double
    let bits: Int64
    switch column.values {
    case .int64(let values): (bits, number) = (values[row], Double(values[row]))
    case .uint64(let values):
      (bits, number) = (Int64(bitPattern: values[row]), Double(values[row]))
    case .bool(let values): (bits, number) = (values[row] ? 1 : 0, values[row] ? 1 : 0)
    case .float(let values): (bits, number) = (0, Double(values[row]))
    case .double(let values): (bits, number) = (0, values[row])
    case .string, .array: return false
    }
    if let goodValue { return number != goodValue }
    if let badBits { return bits & badBits != 0 }
    return number != 0
  }
}
