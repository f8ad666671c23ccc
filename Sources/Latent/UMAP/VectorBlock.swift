internal import Parallel
internal import Random

/// Some long vectors side by side.
struct VectorBlock {
  let rows: Int
  let width: Int
  /// Shape `[rows, width]`.
  var values: [Float]

  /// Rows of a sum that is made in one go; sums of parts are added in order.
  private static let part = 8192

  /// Vectors of random numbers.
  init(rows: Int, width: Int, seed: UInt64) {
    self.rows = rows
    self.width = width
    var random = RandomStream(seed: seed, purpose: .initialize, stream: 1)
    values = (0..<rows * width).map { _ in Float(random.nextUnit()) - 0.5 }
  }

  /// Turns each vector at right angles to a given one of length 1.
  mutating func removeFraction(of other: [Float]) {
    var fractions = [Double](repeating: 0, count: width)
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe other.withUnsafeBufferPointer { other in
        for row in 0..<rows {
          for column in 0..<width {
            unsafe fractions[column] += Double(values[row * width + column]) * Double(other[row])
          }
        }
        for row in 0..<rows {
          for column in 0..<width {
            unsafe values[row * width + column] -= Float(fractions[column] * Double(other[row]))
          }
        }
      }
    }
  }

  /// `self = own · self + first · one + second · two`, number by number.
  mutating func combine(
    _ own: Float, _ first: Float, _ one: VectorBlock, _ second: Float, _ two: VectorBlock
  ) {
    let count = values.count
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe one.values.withUnsafeBufferPointer { one in
        unsafe two.values.withUnsafeBufferPointer { two in
          for index in 0..<count {
            unsafe values[index] = own * values[index] + first * one[index] + second * two[index]
          }
        }
      }
    }
  }

  /// Shape `[width, width]`: products of these vectors with others.
  func products(with other: VectorBlock, _ team: WorkerTeam) -> [Double] {
    let parts = (rows + Self.part - 1) / Self.part
    let size = width * width
    var sums = [Double](repeating: 0, count: max(parts, 1) * size)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe other.values.withUnsafeBufferPointer { others in
          team.forEach(parts) { part in
            for row in part * Self.part..<min(rows, (part + 1) * Self.part) {
              for first in 0..<width {
                let value = unsafe Double(values[row * width + first])
                for second in 0..<width {
                  unsafe sums[part * size + first * width + second] +=
                    value * Double(others[row * width + second])
                }
              }
            }
          }
        }
      }
    }
    return (0..<size).map { place in
      (0..<parts).reduce(0) { $0 + sums[$1 * size + place] }
    }
  }

  /// Makes the vectors of length 1 and at right angles.
  ///
  /// - Returns: Whether they could be.
  mutating func orthonormalize(_ team: WorkerTeam) throws(LatentError) -> Bool {
    // Twice, for the first time leaves what rounding of nearly parallel vectors makes.
    for _ in 0..<2 {
      let system = try LinearAlgebra.eigensystem(
        of: products(with: self, team), order: width, count: width)
      guard let largest = system.values.first, let least = system.values.last,
        least > 1e-13 * largest
      else { return false }
      multiply(
        by: (0..<width * width).map { place in
          let (row, column) = (place / width, place % width)
          return system.vectors[column * width + row] / system.values[column].squareRoot()
        }, team)
    }
    return true
  }

  /// Turns orthonormal vectors into what is nearest to eigenvectors in their span.
  ///
  /// - Parameter image: The matrix' products with the vectors.
  /// - Returns: The eigenvalues, the largest first, or `nil` where they are not finite.
  mutating func rotate(
    toEigenvectorsBy image: VectorBlock, _ team: WorkerTeam
  ) throws(LatentError) -> [Double]? {
    let matrix = products(with: image, team)
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    let system = try LinearAlgebra.eigensystem(of: matrix, order: width, count: width)
    multiply(
      by: (0..<width * width).map { system.vectors[$0 % width * width + $0 / width] }, team)
    return system.values
  }

  /// `self = self · matrix`.
  private mutating func multiply(by matrix: [Double], _ team: WorkerTeam) {
    let (rows, width) = (rows, width)
    let numbers = matrix.map(Float.init)
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe numbers.withUnsafeBufferPointer { numbers in
        team.forEachPart(of: rows, size: Self.part) { part in
          unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { result in
            for row in part {
              for column in 0..<width {
                var sum: Float = 0
                for inner in 0..<width {
                  unsafe sum += values[row * width + inner] * numbers[inner * width + column]
                }
                unsafe result[column] = sum
              }
              for column in 0..<width { unsafe values[row * width + column] = result[column] }
            }
          }
        }
      }
    }
  }

  /// Two of the vectors side by side, shape `[rows, 2]`, each one's largest number by absolute
  /// value positive.
  func columns(_ first: Int, _ second: Int) -> [Float] {
    let signs = [first, second].map { column -> Float in
      let numbers = stride(from: column, to: values.count, by: width).map { values[$0] }
      return (numbers.max { abs($0) < abs($1) } ?? 1) < 0 ? -1 : 1
    }
    return (0..<rows).flatMap { row in
      [signs[0] * values[row * width + first], signs[1] * values[row * width + second]]
    }
  }
}
