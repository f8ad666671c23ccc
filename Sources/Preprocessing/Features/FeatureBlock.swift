internal import Sky
internal import Tables

/// The quantities of up to 1,024 rows, column by column, before they become features.
///
/// One thread at a time may use a block; nothing is allocated after `init`.
@safe final class FeatureBlock {
  /// Rows a block holds at most.
  static let capacity = 1024

  let source: FeatureSource
  let bandCount: Int
  let quantityCount: Int
  private(set) var rowCount = 0
  /// Shape `[quantities, capacity]`: magnitudes by band, then extra columns.
  let values: UnsafeMutablePointer<Float>
  /// Shape `[quantities, capacity]`: of ``Measurement`` and ``MissingValueState``.
  let states: UnsafeMutablePointer<UInt8>
  /// By quantity, whether any row's state is not ``Measurement/present``.
  private(set) var hasMissingState: [Bool]
  private let scratch: UnsafeMutablePointer<Float>
  /// Shape `[bands, capacity]`: whether the value is a limit of what was not detected.
  private let limits: UnsafeMutablePointer<Bool>

  init(source: FeatureSource) {
    self.source = source
    bandCount = source.bands.count
    quantityCount = source.bands.count + source.extras.count
    let count = quantityCount * Self.capacity
    unsafe values = .allocate(capacity: count)
    unsafe values.initialize(repeating: 0, count: count)
    unsafe states = .allocate(capacity: count)
    unsafe states.initialize(repeating: 0, count: count)
    unsafe scratch = .allocate(capacity: Self.capacity)
    unsafe scratch.initialize(repeating: 0, count: Self.capacity)
    let limitCount = source.bands.count * Self.capacity
    unsafe limits = .allocate(capacity: limitCount)
    unsafe limits.initialize(repeating: false, count: limitCount)
    hasMissingState = Array(repeating: false, count: quantityCount)
  }

  deinit {
    unsafe limits.deallocate()
    unsafe values.deallocate()
    unsafe states.deallocate()
    unsafe scratch.deallocate()
  }

  func values(_ quantity: Int) -> UnsafeMutablePointer<Float> {
    unsafe values + quantity * Self.capacity
  }

  func states(_ quantity: Int) -> UnsafeMutablePointer<UInt8> {
    unsafe states + quantity * Self.capacity
  }

  /// Whether a band's value is the limit above which it was not detected: a number, of a row
  /// whose state is ``MissingValueState/notDetected``.
  func isLimit(_ band: Int, row: Int) -> Bool {
    unsafe limits[band * Self.capacity + row] && values(band)[row].isFinite
  }

  /// A copy of the loaded rows' numbers.
  func loadedValues(_ quantity: Int) -> [Float] {
    unsafe Array(UnsafeBufferPointer(start: values(quantity), count: rowCount))
  }

  /// A copy of the loaded rows' states.
  func loadedStates(_ quantity: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: states(quantity), count: rowCount))
  }

  /// Reads rows of a table that has the source's columns.
  ///
  /// - Parameter rows: At most ``capacity``.
  func load(_ table: Table, rows: Range<Int>, transforms: [FeatureTransform]) {
    precondition(rows.count <= Self.capacity, "expected at most \(Self.capacity) rows")
    rowCount = rows.count
    guard !rows.isEmpty else { return }
    for (index, band) in source.bands.enumerated() {
      unsafe table.copy(band.columns.column, rows, to: values(index))
      classify(band, index)
      markLimits(band, index, table: table, rows: rows)
      markFaint(band, index, table: table, rows: rows)
      convert(band, index, table: table, rows: rows)
    }
    for (index, column) in source.extras.enumerated() {
      let quantity = bandCount + index
      unsafe table.copy(column, rows, to: values(quantity))
      let factor = source.extraFactors[index]
      if factor != 1 {
        for row in 0..<rowCount { unsafe values(quantity)[row] *= factor }
      }
      transform(quantity, by: transforms[index])
    }
  }

  /// Finds the rows whose number is not a plain measurement.
  private func classify(_ band: BandSource, _ index: Int) {
    let numbers = unsafe values(index)
    let kinds = unsafe states(index)
    let lower = band.plainRange.lowerBound
    let upper = band.plainRange.upperBound
    var missing = 0
    for row in 0..<rowCount {
      let value = unsafe numbers[row]
      let isPlain = value >= lower && value <= upper
      let state: UInt8 = isPlain ? Measurement.present : band.state(of: value)
      unsafe kinds[row] = state
      missing |= Int(state)
    }
    hasMissingState[index] = missing != 0
  }

  /// Values that the table itself calls limits, or none.
  private func markLimits(_ band: BandSource, _ index: Int, table: Table, rows: Range<Int>) {
    let kinds = unsafe states(index)
    let marked = unsafe limits + index * Self.capacity
    if let column = band.columns.limitColumn.flatMap({ table[$0] }),
      case .string(let marks) = column.values
    {
      for (row, source) in rows.enumerated() {
        unsafe marked[row] = false
        guard column.validity?[source] ?? true,
          let mark = LimitMark(marks[source], of: band.columns.measure)
        else { continue }
        let wasPlain = unsafe MissingValueState(rawValue: kinds[row]) == nil
        unsafe marked[row] = mark == .fainter && wasPlain
        unsafe kinds[row] = band.state(of: mark).rawValue
        hasMissingState[index] = true
      }
    }
    guard let name = band.columns.nullColumn else { return }
    unsafe table.copy(name, rows, to: scratch)
    for row in 0..<rowCount where unsafe scratch[row] != 0 && !scratch[row].isNaN {
      unsafe kinds[row] = band.nullState.rawValue
      unsafe marked[row] = false
      hasMissingState[index] = true
    }
  }

  /// Fluxes within the noise are no detection; an inverse variance of 0 is not an observation.
  private func markFaint(_ band: BandSource, _ index: Int, table: Table, rows: Range<Int>) {
    guard case .flux = band.columns.measure, let errorColumn = band.columns.errorColumn else {
      return
    }
    unsafe table.copy(errorColumn, rows, to: scratch)
    let isVariance = band.columns.errorMeaning == .inverseVariance
    let numbers = unsafe values(index)
    let kinds = unsafe states(index)
    for row in 0..<rowCount {
      guard unsafe kinds[row] == Measurement.present || kinds[row] == Measurement.faint else {
        continue
      }
      let given = unsafe scratch[row]
      if isVariance && given <= 0 {
        unsafe kinds[row] = MissingValueState.notObserved.rawValue
        hasMissingState[index] = true
        continue
      }
      let error = isVariance ? 1 / given.squareRoot() : given
      let isFaint = unsafe numbers[row] < BandSource.significance * error
      guard isFaint else { continue }
      unsafe kinds[row] = Measurement.faint
      hasMissingState[index] = true
    }
  }

  /// To the model's magnitudes, without dust.
  private func convert(_ band: BandSource, _ index: Int, table: Table, rows: Range<Int>) {
    if band.dust == nil && band.conversion.isIdentity { return }
    let numbers = unsafe values(index)
    let kinds = unsafe states(index)
    if let dust = band.dust {
      unsafe table.copy(dust.column, rows, to: scratch)
      unsafe dust.turnIntoExtinction(scratch, count: rowCount)
    } else {
      unsafe scratch.update(repeating: 0, count: rowCount)
    }
    for row in 0..<rowCount {
      let magnitude = unsafe band.conversion.magnitude(numbers[row], extinction: scratch[row])
      unsafe numbers[row] = magnitude
      guard !magnitude.isFinite else { continue }
      let state = unsafe kinds[row]
      if state == Measurement.faint {
        unsafe kinds[row] = MissingValueState.notDetected.rawValue
      } else if state == Measurement.present {
        unsafe kinds[row] = MissingValueState.badMeasurement.rawValue
      }
      hasMissingState[index] = true
    }
  }

  private func transform(_ quantity: Int, by transform: FeatureTransform) {
    let numbers = unsafe values(quantity)
    let kinds = unsafe states(quantity)
    var missing = false
    for row in 0..<rowCount {
      let value = transform(unsafe numbers[row])
      unsafe numbers[row] = value
      let isAbsent = !value.isFinite
      unsafe kinds[row] = isAbsent ? MissingValueState.notObserved.rawValue : Measurement.present
      if isAbsent { missing = true }
    }
    hasMissingState[quantity] = missing
  }
}
