import Latent
import TestSupport
import Testing

@Suite struct PrincipalComponentsTests {
  @Test func `points on a line have one component along it`() throws {
    // (0, 0), (3, 4), (6, 8): the variance along (3, 4) / 5 is 25.
    let points = EmbeddingMatrix(rows: 3, columns: 2, values: [0, 0, 3, 4, 6, 8])
    let found = try PrincipalComponents(of: points, count: 2)
    #expect(found.mean == [3, 4])
    #expect(abs(found.explainedVariance[0] - 25) < 1e-9 && found.explainedVariance[1] == 0)
    #expect(abs(found.explainedVarianceRatio[0] - 1) < 1e-12)
    #expect(close(found.components[0], [0.6, 0.8]) && close(found.components[1], [0, 0]))
    #expect(close(found.transform(points).values, [-5, 0, 0, 0, 5, 0]))
  }

  @Test func `components of many points are scikit-learn's`() throws {
    // m = (units(200, 7).reshape(40, 5) * np.array([5, 3, 1, 1, .2])).astype('f4')
    // m[:, 3] += m[:, 0]; p = PCA(3).fit(m.astype('f8'))
    let factors = [5.0, 3, 1, 1, 0.2]
    var values = MadePoints.units(200, state: 7).enumerated().map { Float($1 * factors[$0 % 5]) }
    for row in 0..<40 { values[5 * row + 3] += values[5 * row] }
    let found = try PrincipalComponents(
      of: EmbeddingMatrix(rows: 40, columns: 5, values: values), count: 3)
    #expect(close(found.explainedVariance, [4.07658612, 0.88610938, 0.07596239]))
    #expect(close(found.explainedVarianceRatio, [0.80205282, 0.17433865, 0.01494531]))
    // The sign convention turns the first around, whose fourth number is its largest.
    #expect(
      close(found.components[0], [0.69872497, 0.10695804, -0.01697422, 0.70714238, -0.00221995]))
    #expect(
      close(found.components[1], [-0.03174976, 0.99139044, -0.03965375, -0.11958274, -0.0162634]))
    #expect(
      close(found.components[2], [0.03054088, 0.03998227, 0.99809848, -0.01216142, 0.03346946]))
  }

  @Test func `components of fewer points than columns are scikit-learn's`() throws {
    // PCA(3).fit(units(360, 3).reshape(12, 30).astype('f4').astype('f8'))
    let found = try PrincipalComponents(
      of: MadePoints.plain(rows: 12, columns: 30, state: 3), count: 3)
    #expect(close(found.explainedVariance, [0.43184991, 0.40470231, 0.32294507]))
    let expected: [[Float]] = [
      [0.06909251, -0.15188332, 0.09193811], [-0.27504447, 0.27076746, 0.10610325],
      [0.09137305, 0.22177275, 0.11889998],
    ]
    for (row, wanted) in expected.enumerated() {
      let start = found.components[row].prefix(3)
      #expect(close(start, wanted) || close(start, wanted.map { -$0 }))
    }
  }

  @Test(arguments: [(50, 6), (6, 50), (20, 20), (150, 3)])
  func `all components together give the points back`(rows: Int, columns: Int) throws {
    let points = MadePoints.noise(rows: rows, columns: columns)
    let found = try PrincipalComponents(of: points, count: columns, threads: 2)
    #expect(found.count == columns)
    #expect(close(found.inverse(found.transform(points)).values, points.values, within: 2e-5))
    #expect(abs(found.explainedVarianceRatio.reduce(0, +) - 1) < 1e-6)
    for row in 0..<found.count {
      let largest = found.components[row].max { abs($0) < abs($1) } ?? 0
      #expect(largest >= 0)
    }
  }

  @Test func `the number of threads changes nothing bit for bit`() throws {
    let points = MadePoints.noise(rows: 300, columns: 150)
    let one = try PrincipalComponents(of: points, count: 4)
    #expect(try PrincipalComponents(of: points, count: 4, threads: 2) == one)
    #expect(one.transform(points) == one.transform(points, threads: 2))
  }

  @Test(arguments: [(1, 4), (5, 4), (3, 9)])
  func `equal points have no components and no variance`(rows: Int, columns: Int) throws {
    let points = MadePoints.constant(rows: rows, columns: columns)
    let found = try PrincipalComponents(of: points, count: 2)
    #expect(found.explainedVariance == [0, 0] && found.explainedVarianceRatio == [0, 0])
    #expect(found.transform(points).values.allSatisfy { $0 == 0 })
    #expect(found.inverse(found.transform(points)) == points)
  }

  @Test func `angles between planes are those they were turned by`() throws {
    // Points in the plane of the first two axes, and a plane turned about the first by 0.5 degrees.
    let noise = MadePoints.noise(rows: 40, columns: 2)
    let points = EmbeddingMatrix(
      rows: 40, columns: 4, values: (0..<40).flatMap { Array(noise[$0]) + [0, 0] })
    let found = try PrincipalComponents(of: points, count: 2)
    let (sine, cosine) = (Float(0.008726535), Float(0.99996192))
    let turned = EmbeddingMatrix(
      rows: 3, columns: 4, values: [2, 0, 0, 0, 1, cosine, sine, 0, 3, 0, 0, 0])
    let angles = try found.principalAngles(to: turned)
    #expect(angles.count == 2 && angles[0] < 1e-4 && abs(angles[1] - 0.5) < 1e-4)
    let across = EmbeddingMatrix(rows: 1, columns: 4, values: [0, 0, 0, 7])
    #expect(try abs(found.principalAngles(to: across)[0] - 90) < 1e-6)
    #expect(try found.principalAngles(to: found.components).allSatisfy { $0 < 1e-3 })
  }

  @Test func `a row's position is the same bit for bit wherever it stands`() throws {
    let points = MadePoints.noise(rows: 600, columns: 21)
    let found = try PrincipalComponents(of: points, count: 5)
    let whole = found.transform(points)
    for range in [0..<1, 36..<600, 255..<258, 599..<600] {
      let part = found.transform(points.selecting(Array(range)), threads: 2)
      let expected = whole.values[range.lowerBound * 5..<range.upperBound * 5]
      #expect(firstDifference(part.values, expected) == nil, "rows \(range)")
    }
  }
}

func close(
  _ found: some Collection<Float>, _ expected: [Float], within tolerance: Float = 2e-6
) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
}

func close(_ found: [Double], _ expected: [Double], within tolerance: Double = 1e-6) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
}
