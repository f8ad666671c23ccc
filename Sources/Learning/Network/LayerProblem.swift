/// Why a layer cannot stand where it does, as the rest of a sentence that begins `layer 3`.
struct LayerProblem: Error, Hashable {
  let problem: String
  init(_ problem: String) { self.problem = problem }

  /// Numbers of one weight; 1 GiB.
  private static let maximumWeights = 1 << 28

  /// Refuses a weight larger than any machine's memory before it is asked for.
  static func checkWeights(_ dimensions: [Int]) throws(LayerProblem) {
    let count = product(dimensions)
    guard let count, count <= maximumWeights else {
      let shape = dimensions.map(String.init).joined(separator: "×")
      throw LayerProblem("has \(shape) weights; at most \(maximumWeights) are possible")
    }
  }

  /// Nil where it is too large for a number.
  static func product(_ factors: [Int]) -> Int? {
    factors.reduce(1 as Int?) { product, factor in
      guard let product else { return nil }
      let (result, isTooLarge) = product.multipliedReportingOverflow(by: factor)
      return isTooLarge ? nil : result
    }
  }
}

/// One axis of an image under a moving window.
enum WindowedSide {
  /// Places of the window; 0 where it does not fit.
  static func places(
    on side: Int, _ moving: (window: Int, stride: Int, padding: Int)
  ) -> Int {
    let room = side + 2 * moving.padding - moving.window
    return room < 0 ? 0 : room / moving.stride + 1
  }
}
