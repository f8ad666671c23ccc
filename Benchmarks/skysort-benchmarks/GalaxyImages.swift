import Engine
import Learning

/// Labelled images of galaxies, standardized channel by channel.
struct GalaxyImages {
  static let side = 64
  static let channels = 3
  static let classCount = 4
  static let numbers = side * side * channels

  /// Shape `[count, 64, 64, 3]`.
  private(set) var values: [Float]
  /// In `0..<4`.
  let labels: [Int]

  /// Reads `PART.images`, uint8 or float32 `[count, 64, 64, 3]`, and `PART.labels`, int64.
  ///
  /// - Throws: ``BenchmarkError`` where a tensor is missing or of another form.
  init(_ file: SafetensorsFile, part: String, path: String) throws {
    guard let images = file.tensors[part + ".images"],
      let labels = file.tensors[part + ".labels"]?.integers
    else {
      throw BenchmarkError(
        "\(path) lacks \(part).images or int64 \(part).labels; make it with galaxy_tensors.py.")
    }
    guard images.shape == [labels.count, Self.side, Self.side, Self.channels],
      labels.allSatisfy({ (0..<Int64(Self.classCount)).contains($0) })
    else {
      throw BenchmarkError(
        "\(path): \(part).images has shape \(images.shape); expected [\(labels.count), 64, 64,"
          + " 3] and labels in 0..<4.")
    }
    switch images.element {
    case .uint8: values = images.bytes.map { Float($0) / 255 }
    case .float32: values = images.floats ?? []
    default: throw BenchmarkError("\(path): \(part).images must be uint8 or float32.")
    }
    self.labels = labels.map(Int.init)
  }

  /// Mean and standard deviation of every channel.
  var statistics: [(mean: Float, deviation: Float)] {
    (0..<Self.channels).map { channel in
      let places = stride(from: channel, to: values.count, by: Self.channels)
      let count = Double(values.count / Self.channels)
      let mean = places.reduce(0.0) { $0 + Double(values[$1]) } / count
      let squares = places.reduce(0.0) { sum, place in
        let difference = Double(values[place]) - mean
        return sum + difference * difference
      }
      return (Float(mean), Float((squares / (count - 1)).squareRoot()))
    }
  }

  mutating func standardize(by statistics: [(mean: Float, deviation: Float)]) {
    for index in values.indices {
      let (mean, deviation) = statistics[index % Self.channels]
      values[index] = (values[index] - mean) / deviation
    }
  }

  /// Weights of the classes in the loss: `√(count / (4 count of the class))`.
  var classWeights: [Float] {
    (0..<Self.classCount).map { label in
      let own = labels.count { $0 == label }
      return (Float(labels.count) / Float(Self.classCount * max(own, 1))).squareRoot()
    }
  }
}

/// The eight ways to lay a square image on itself: quarter turns, each also flipped.
struct SquareSymmetries {
  /// For each way, the source pixel of every pixel.
  let sources: [[Int]]

  init(side: Int) {
    let last = side - 1
    sources = (0..<8).map { way in
      (0..<side * side).map { pixel in
        var (row, column) = (pixel / side, pixel % side)
        for _ in 0..<way % 4 { (row, column) = (column, last - row) }
        return row * side + (way < 4 ? column : last - column)
      }
    }
  }
}
