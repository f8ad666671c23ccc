import Sky
import Testing

@Suite struct SkyMatcherTests {
  /// Positions made of sums and products alone, which the script below repeats exactly: a
  /// spiral from pole to pole, both poles, and the sky about right ascension 0.
  private static func golden() -> (SkyPoints, SkyPoints) {
    func turn(_ x: Double) -> Double {
      let rest = x.truncatingRemainder(dividingBy: 360)
      return rest < 0 ? rest + 360 : rest
    }
    var first: [(Double, Double)] = []
    for i in 0..<400 {
      first.append((turn(Double(i) * 137.50776405), -90 + 180 * Double(i) / 399))
    }
    for k in 0..<60 {
      first.append((turn(Double(k) * 53), 90 - Double(k) * 0.0001))
      first.append((turn(Double(k) * 71), -90 + Double(k) * 0.0001))
      first.append((turn(Double(k) * 0.0002 - 0.006), Double(k) * 0.00005))
    }
    let second = (0..<580).map { j in
      let (right, declination) = first[j * 7 % 580]
      let north = declination + Double(j * 17 % 13 - 6) * 0.0000413 + Double(j) * 1e-8
      let folded = north > 90 ? 180 - north : north < -90 ? -180 - north : north
      return (turn(right + Double(j * 31 % 19 - 9) * 0.0000517), folded)
    }
    return (points(first), points(second))
  }

  private static func points(_ pairs: [(Double, Double)]) -> SkyPoints {
    SkyPoints(rightAscensions: pairs.map(\.0), declinations: pairs.map(\.1))
  }

  // import numpy as np, astropy.units as u
  // from astropy.coordinates import SkyCoord
  // def turn(x): return x % 360.0
  // first = [(turn(i * 137.50776405), -90 + 180 * i / 399) for i in range(400)]
  // for k in range(60):
  //     first.append((turn(k * 53.0), 90 - k * 0.0001))
  //     first.append((turn(k * 71.0), -90 + k * 0.0001))
  //     first.append((turn(k * 0.0002 - 0.006), k * 0.00005))
  // second = []
  // for j in range(580):
  //     ra, dec = first[j * 7 % 580]
  //     dec += (j * 17 % 13 - 6) * 0.0000413 + j * 1e-8
  //     dec = 180 - dec if dec > 90 else -180 - dec if dec < -90 else dec
  //     second.append((turn(ra + (j * 31 % 19 - 9) * 0.0000517), dec))
  // a, b = (SkyCoord(*np.array(x).T, unit="deg") for x in (first, second))
  // idx, sep, _ = a.match_to_catalog_sky(b); back, _, _ = b.match_to_catalog_sky(a)
  // near = [i for i in range(580) if sep[i].arcsec <= 1]
  // print(len(near), sum((i + 1) * (int(idx[i]) + 1) for i in near))
  // print(sum(back[idx[i]] == i for i in near))
  // p, q, _, _ = b.search_around_sky(a, 1 * u.arcsec)
  // print(len(p), sum((int(i) + 1) * (int(j) + 1) for i, j in zip(p, q)))
  // print([sep[i].arcsec for i in (57, 402, 480, 579)])
  @Test(arguments: [1, 2, 5]) func `matches are those of astropy`(threads: Int) async throws {
    let (first, second) = Self.golden()
    let matcher = SkyMatcher(tolerance: 1, threads: threads)
    let matches = matcher.match(first, second)
    #expect(matches.first.matchedCount == 455)
    let sum = matches.nearest.enumerated().reduce(0) {
      $0 + ($1.offset + 1) * (($1.element ?? -1) + 1)
    }
    #expect(sum == 43_920_414)
    #expect(matches.mutual.count { $0 != nil } == 424)
    let pairs = try #require(matcher.pairs(first, second))
    #expect(pairs.count == 557)
    #expect(pairs.reduce(0) { $0 + ($1.first + 1) * ($1.second + 1) } == 57_317_722)
    let known: [(Int, Double)] = [
      (57, 0.888803999996), (402, 0.946023694217), (480, 0.918262973963), (579, 0.495536101770),
    ]
    for (source, separation) in known {
      #expect(abs(matches.first.separations[source] - separation) < 1e-9)
    }
  }

  /// Sources within a few tolerances of centres that are hard: poles, the wrap, and one component.
  private static func clustered(
    _ count: Int, tolerance: Double, random: inout SystemlessRandom
  ) -> SkyPoints {
    let centres = [(0.0, 0.0), (359.9999, -0.0001), (12, 90), (200, -90), (77, 89.9999), (180, 45)]
    return points(
      (0..<count).map { _ in
        let (right, declination) = centres[Int(random.unit() * Double(centres.count))]
        let spread = 6 * tolerance / 3600
        let north = declination + (random.unit() - 0.5) * spread
        let turn = abs(declination) > 80 ? 360 : spread
        return (right + (random.unit() - 0.5) * turn, min(90, max(-90, north)))
      })
  }

  @Test(arguments: [0.01, 1, 60, 3600])
  func `every source within the tolerance is found, as by comparing all`(
    tolerance: Double
  ) async throws {
    var random = SystemlessRandom(state: 7)
    for (left, right) in [(150, 90), (60, 170)] {
      let first = Self.clustered(left, tolerance: tolerance, random: &random)
      let second = Self.clustered(right, tolerance: tolerance, random: &random)
      var all: [SkyPair] = []
      for a in 0..<left {
        for b in 0..<right {
          let separation = first.separation(a, from: b, of: second)
          if separation <= tolerance {
            all.append(SkyPair(first: a, second: b, separation: separation))
          }
        }
      }
      all.sort { ($0.first, $0.separation, $0.second) < ($1.first, $1.separation, $1.second) }
      let matcher = SkyMatcher(tolerance: tolerance, threads: 3)
      #expect(!all.isEmpty)
      #expect(matcher.pairs(first, second) == all)
      #expect(matcher.pairs(first, second, limit: all.count - 1) == nil)
      let matches = matcher.match(first, second)
      for a in 0..<left {
        let own = all.filter { $0.first == a }
        #expect(matches.nearest[a] == own.first?.second)
        #expect(Int(matches.first.counts[a]) == own.count)
      }
      for b in 0..<right {
        let own = all.filter { $0.second == b }.min {
          ($0.separation, $0.first) < ($1.separation, $1.first)
        }
        #expect(matches.second.nearest[b] == own.map { Int32($0.first) } ?? -1)
      }
    }
  }

  @Test func `neither threads nor the order of catalogs change the matches`() async {
    var random = SystemlessRandom(state: 3)
    let first = Self.clustered(400, tolerance: 2, random: &random)
    let second = Self.clustered(300, tolerance: 2, random: &random)
    let one = SkyMatcher(tolerance: 2).match(first, second)
    let many = SkyMatcher(tolerance: 2, threads: 7).match(first, second)
    let turned = SkyMatcher(tolerance: 2, threads: 2).match(second, first)
    #expect(one == many)
    #expect(one.first == turned.second && one.second == turned.first)
  }

  @Test func `of equally near sources the one that comes first is taken`() async {
    let twice = Self.points([(10, 5), (10, 5)])
    let matches = SkyMatcher(tolerance: 1).match(twice, twice)
    #expect(matches.nearest == [0, 0])
    #expect(matches.mutual == [0, nil])
    #expect(matches.first.ambiguousCount == 2)
  }

  @Test(arguments: [
    (Double.nan, 0.0), (0, .nan), (.infinity, 0), (10, 90.001), (10, -99), (-9999, 5), (999, 5),
  ]) func `what is no direction matches nothing and is counted`(
    right: Double, declination: Double
  ) async {
    let odd = Self.points([(right, declination), (10, 5)])
    let matches = SkyMatcher(tolerance: 3600).match(odd, odd)
    #expect(matches.nearest == [nil, 1])
    #expect(matches.first.unusableCount == 1 && matches.second.unusableCount == 1)
    #expect(!odd.isUsable(0))
  }

  @Test func `no sources match nothing`() async {
    let none = Self.points([])
    let one = Self.points([(1, 1)])
    #expect(SkyMatcher(tolerance: 1).match(none, one).first.count == 0)
    #expect(SkyMatcher(tolerance: 1).match(one, none).nearest == [nil])
    #expect(SkyMatcher(tolerance: 1).pairs(none, none) == [])
  }

  @Test(arguments: [1e-6, 1e-3, 1.0]) func `small separations keep their precision`(
    arcseconds: Double
  ) {
    let step = arcseconds / 3600
    let points = Self.points([(0, 0), (step, 0), (360 - step, 0), (180, 90 - step), (0, 90)])
    #expect(abs(points.separation(0, from: 1, of: points) / arcseconds - 1) < 1e-12)
    // 360 less a small angle is rounded to 5.7e-14 degrees, the same north of a pole.
    #expect(abs(points.separation(0, from: 2, of: points) - arcseconds) < 3e-10)
    #expect(abs(points.separation(3, from: 4, of: points) - arcseconds) < 3e-10)
  }
}

/// Numbers that are the same on every run.
private struct SystemlessRandom {
  var state: UInt64

  mutating func unit() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}
