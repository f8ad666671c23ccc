extension FittedFeatures {
  /// What contradicts itself in features that were read from a file; `nil` where nothing does.
  public var inconsistency: String? {
    let quantityCount = bands.count + extras.count
    guard quantityCount > 0, !features.isEmpty else { return "there is no feature" }
    for band in bands where band.substitutes.contains(where: { !bands.indices.contains($0.band) }) {
      return "a substitute of band \(band.band) is not a band"
    }
    if let softening = bands.compactMap(\.softening).first(where: { !($0 > 0) }) {
      return "a softening must be positive, found \(softening)"
    }
    if let stranger = features.first(where: { !knows($0.definition) }) {
      return "feature \(stranger.name) is made of a band or column that is not there"
    }
    return range.inconsistency(quantityCount: quantityCount)
  }

  private func knows(_ definition: FittedFeature.Definition) -> Bool {
    switch definition {
    case .magnitude(let band), .missingState(let band, _): bands.indices.contains(band)
    case .colour(let first, let second):
      bands.indices.contains(first) && bands.indices.contains(second)
    case .extra(let index), .extraMissingState(let index): extras.indices.contains(index)
    }
  }
}

extension GaussianMixture {
  func isWhole(dimension: Int) -> Bool {
    centre.count == dimension
      && components.allSatisfy {
        $0.offset.count == dimension && $0.whitening.count == dimension * (dimension + 1) / 2
      }
  }
}

extension TrainingRange {
  func inconsistency(quantityCount count: Int) -> String? {
    let lengths = [mixture.centre.count, edges.lower.count, edges.upper.count, edges.units.count]
    guard lengths.allSatisfy({ $0 == count }) else {
      return "the training range is not of \(count) quantities"
    }
    guard mixture.isWhole(dimension: count) else {
      return "a component of the training range is not whole"
    }
    for table in [energyTable, excessTable, combinedTable] where !table.isWhole {
      return "a table of scores is not whole"
    }
    return nil
  }
}
