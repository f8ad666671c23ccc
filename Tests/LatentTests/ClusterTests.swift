import Testing

@testable import Latent

@Suite struct DensityClustersTests {
  /// From `HDBSCAN(min_cluster_size=…, min_samples=…).fit(bells())`:
  ///
  ///     ''.join('.' if l < 0 else chr(97 + l) for l in h.labels_), h.probabilities_[:6]
  ///
  /// A question mark stands for a point that leaves at the distance at which its cluster comes to
  /// be: there it depends on the order of equal distances on which side it is, here it is noise.
  struct Golden: Sendable {
    let smallest: Int
    let coreCount: Int?
    let labels: String
    let memberships: [Float]
  }

  static let goldens = [
    Golden(
      smallest: 5, coreCount: nil,
      labels: "aea.ceaecea..ea.ceaacea.deadceaaceabceaecea.ceab.eacceaeceaaeeadceaeceaaeeacce"
        + "adcea.bea.cea.ceaa.ea.ceaaceaeaea.cea.ceae.eaaceadceaedeabceaecea?deadcea.ceab"
        + ".eadceaaceaddea.cea.cead", memberships: [0.06418, 1, 0.42134, 0, 0.41437, 1]),
    Golden(
      smallest: 10, coreCount: 5,
      labels: "ada.bdadbda..da.bdaabda.cdacbdaabda.bdadbda.bda..dabbdadbdaaddacbdadbdaaddabbd"
        + "acbda..da.bda.bdaa.da.bdaabdadada.bda.bdad.daabdacbdadcda.bdadbda?cdacbda.bda."
        + ".dacbdaabdaccda.bda.bdac", memberships: [0.06734, 1, 0.44208, 0, 0.45218, 1]),
    Golden(
      smallest: 15, coreCount: 3,
      labels: "acacbcacbca.?ca.bcaabca.ccacbcaabca.bcacbcaabca..cabbcacbcaaccacbcacbcaaccabbc"
        + "acbca..ca.bca.bcaa.ca.bcaabcacaca.bcacbcac.caabcacbcaccca.bcacbcacccacbcaabca."
        + "acacbcaabcacccacbca.bcac", memberships: [0.07797, 1, 0.51588, 0.12154, 0.59826, 1]),
  ]

  @Test(arguments: goldens)
  func `clusters are scikit-learn's`(golden: Golden) {
    let found = DensityClusters(
      of: MadePoints.bells(), smallest: golden.smallest, coreCount: golden.coreCount)
    let wanted = golden.labels.map { Int32($0.asciiValue ?? 0) }
    let certain = wanted.indices.filter { wanted[$0] != Int32(UInt8(ascii: "?")) }
    #expect(haveSameGroups(certain.map { found.labels[$0] }, certain.map { wanted[$0] }))
    for row in certain { #expect((found.labels[row] == -1) == (wanted[row] == 46)) }
    #expect(found.count == Set(certain.map { wanted[$0] }).count - 1)
    #expect(close(found.memberships.prefix(6), golden.memberships, within: 2e-5))
  }

  @Test func `the largest cluster comes first`() {
    let found = DensityClusters(of: MadePoints.bells(), smallest: 10)
    let sizes = (0..<Int32(found.count)).map { label in
      found.labels.filter { $0 == label }.count
    }
    #expect(sizes.count > 1 && sizes == sizes.sorted(by: >))
  }

  @Test func `pairs of neighbours give the clusters that all pairs give`() {
    let points = MadePoints.blobs(rows: 300, columns: 5, count: 3, distance: 14).points
    let search = NearestNeighbours(of: points)
    let graph = search.graph(count: 30)
    let cores = (0..<300).map { graph.distances[$0 * 30 + 8] }
    let selections = [
      SpanningTree.ofPairs(search, cores: cores), SpanningTree.ofGraph(graph, cores: cores),
    ].map { CondensedTree(MergeTree(rows: 300, edges: $0), smallest: 20).selection() }
    #expect(selections[0].count == 3)
    #expect(haveSameGroups(selections[0].labels, selections[1].labels))
  }

  @Test(arguments: [0, 1, 2, 3, 30])
  func `equal points and few points are no cluster`(rows: Int) {
    let found = DensityClusters(of: MadePoints.constant(rows: rows, columns: 3), smallest: 5)
    #expect(found.labels == Array(repeating: -1, count: rows) && found.count == 0)
  }

  @Test func `cosine distances and threads do as they should`() {
    let (points, labels) = MadePoints.blobs(rows: 160, columns: 4, count: 4, distance: 20)
    let found = DensityClusters(of: points, smallest: 10, distance: .cosine, threads: 2)
    #expect(found.count == 4)
    #expect(zip(found.labels, labels).filter { $0.0 >= 0 }.count > 120)
    #expect(DensityClusters(of: points, smallest: 10, distance: .cosine) == found)
  }
}

@Suite struct KMeansTests {
  @Test func `the least sum of squares is scikit-learn's`() {
    // k = KMeans(3, n_init=20, random_state=0).fit(bells()); k.inertia_, np.bincount(k.labels_)
    let found = KMeans(of: MadePoints.bells(), count: 3, starts: 8, seed: 1)
    #expect(abs(found.inertia - 1157.41724) < 0.01)
    let sizes = (0..<Int32(3)).map { label in found.labels.filter { $0 == label }.count }
    #expect(sizes == [71, 67, 42])
  }

  @Test func `each point is with its nearest centre, which is the mean of its points`() {
    let points = MadePoints.noise(rows: 200, columns: 3)
    let found = KMeans(of: points, count: 5, seed: 2)
    for row in 0..<points.rows {
      let nearest = (0..<5).min {
        MadePoints.squaredDistance(points[row], found.centres[$0])
          < MadePoints.squaredDistance(points[row], found.centres[$1])
      }
      #expect(nearest == Int(found.labels[row]))
    }
    for label in 0..<5 {
      let own = points.selecting(points.valuesRows { found.labels[$0] == Int32(label) })
      #expect(close(own.columnMeans, found.centres[label].map(Double.init)))
    }
  }

  @Test func `a seed gives one result bit for bit on any number of threads`() {
    let points = MadePoints.noise(rows: 1200, columns: 4)
    let one = KMeans(of: points, count: 6, seed: 3)
    #expect(KMeans(of: points, count: 6, seed: 3, threads: 2) == one)
  }

  @Test func `more clusters than different points are as many as those`() {
    let same = KMeans(of: MadePoints.constant(rows: 10, columns: 2), count: 4)
    #expect(same.centres.rows == 1 && same.inertia == 0 && Set(same.labels) == [0])
    let one = KMeans(of: MadePoints.noise(rows: 1, columns: 2), count: 4)
    #expect(one.labels == [0])
  }
}

extension EmbeddingMatrix {
  fileprivate func valuesRows(_ isWanted: (Int) -> Bool) -> [Int] { (0..<rows).filter(isWanted) }
}

/// Whether two classifications divide the rows alike.
func haveSameGroups(_ one: [Int32], _ other: [Int32]) -> Bool {
  let pairs = Set(zip(one, other).map { SIMD2($0, $1) })
  return one.count == other.count && pairs.count == Set(one).count
    && pairs.count == Set(other).count
}
