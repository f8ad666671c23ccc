import Latent

extension MadePoints {
  /// Numbers in 0 to 1 that Python makes as easily:
  ///
  ///     def units(count, state=1):
  ///         out = []
  ///         for _ in range(count):
  ///             state = state * 48271 % 2147483647; out.append(state / 2147483647)
  ///         return np.array(out)
  static func units(_ count: Int, state: Int = 1) -> [Double] {
    var state = state
    return (0..<count).map { _ in
      state = state * 48271 % 2_147_483_647
      return Double(state) / 2_147_483_647
    }
  }

  /// Three bells of different width and what is strewn among them:
  ///
  ///     def bells():
  ///         u = units(180 * 2 * 3).reshape(180, 2, 3).sum(2) - 1.5
  ///         x = np.empty((180, 2))
  ///         for i in range(180):
  ///             c = [(0, 0, .5), (6, 0, 1), (0, 7, .8), (3, 3, 8)][i % 4 if i % 12 else 3]
  ///             x[i] = [c[0] + c[2] * u[i, 0], c[1] + c[2] * u[i, 1]]
  ///         return x.astype('f4')
  static func bells() -> EmbeddingMatrix {
    let numbers = units(180 * 6)
    let centres = [(0.0, 0.0, 0.5), (6.0, 0.0, 1.0), (0.0, 7.0, 0.8), (3.0, 3.0, 8.0)]
    var values: [Float] = []
    for row in 0..<180 {
      let centre = centres[row % 12 == 0 ? 3 : row % 4]
      let drawn = numbers[6 * row..<6 * row + 6]
      values.append(Float(centre.0 + centre.2 * (drawn.prefix(3).reduce(0, +) - 1.5)))
      values.append(Float(centre.1 + centre.2 * (drawn.suffix(3).reduce(0, +) - 1.5)))
    }
    return EmbeddingMatrix(rows: 180, columns: 2, values: values)
  }

  /// `units(rows * columns, state).reshape(rows, columns).astype('f4')`
  static func plain(rows: Int, columns: Int, state: Int) -> EmbeddingMatrix {
    EmbeddingMatrix(
      rows: rows, columns: columns, values: units(rows * columns, state: state).map(Float.init))
  }
}
