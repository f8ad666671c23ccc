import CVector

/// What the places along one axis are made of: weighted sums of the pixels of another axis.
struct AxisWeights {
  typealias Tap = (source: Int, weight: Double)

  /// Taps of place `i` are those of `starts[i]..<starts[i + 1]`.
  private let starts: [UInt32]
  private let sources: [UInt32]
  private let weights: [Float]

  init(_ places: [[Tap]]) {
    var starts: [UInt32] = [0]
    for taps in places { starts.append(starts.last! + UInt32(taps.count)) }
    self.starts = starts
    sources = places.flatMap { $0.map { UInt32($0.source) } }
    weights = places.flatMap { $0.map { Float($0.weight) } }
  }

  /// The sums that carry gradients back: pixel `j` takes from place `i` what `i` took from `j`.
  static func transposed(_ places: [[Tap]], sources: Int) -> AxisWeights {
    var result = [[Tap]](repeating: [], count: sources)
    for (place, taps) in places.enumerated() {
      for tap in taps { result[tap.source].append((place, tap.weight)) }
    }
    return AxisWeights(result)
  }

  /// Gives the table in C; its arrays live as long as the call.
  func withVector(_ body: (UnsafePointer<vector_taps>) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe sources.withUnsafeBufferPointer { sources in
        unsafe weights.withUnsafeBufferPointer { weights in
          var taps = unsafe vector_taps(
            starts: starts.baseAddress, sources: sources.baseAddress, weights: weights.baseAddress)
          unsafe body(&taps)
        }
      }
    }
  }
}

extension Kernel {
  /// Images whose every number is a weighted sum along both axes.
  ///
  /// - Parameters:
  ///   - input: Shape `[batch, height, width, channels]`; likewise `output`.
  ///   - taps: Of a number of the result.
  static func resampled(
    _ input: Shape, to output: Shape, rows: AxisWeights, columns: AxisWeights, taps: Int,
    as element: Element
  ) -> Kernel {
    let (from, to, channels) = (itemSize(input), itemSize(output), output[3])
    let (source, target) = (input.image.vector, output.image.vector)
    return .byImage(output, inputs: [input], flopsPerElement: 2 * taps) { operands, images in
      var (source, target) = (source, target)
      unsafe rows.withVector { rows in
        unsafe columns.withVector { columns in
          unsafe vector_resample(
            element.vector, images.count, channels, &source, &target, rows, columns,
            operands.input(0, from: images.lowerBound * from, element),
            operands.output(0, from: images.lowerBound * to, element))
        }
      }
    }
  }
}
