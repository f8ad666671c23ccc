import Random
import Testing

@testable import Preprocessing

struct AffineMapTests {
  private static func randomMap(_ stream: inout RandomStream) -> AffineMap {
    AffineMap(
      xx: stream.nextNormal(), xy: stream.nextNormal(), x: 9 * stream.nextNormal(),
      yx: stream.nextNormal(), yy: stream.nextNormal(), y: 9 * stream.nextNormal())
  }

  private static func distance(_ first: AffineMap, _ second: AffineMap) -> Double {
    [
      first.xx - second.xx, first.xy - second.xy, first.x - second.x, first.yx - second.yx,
      first.yy - second.yy, first.y - second.y,
    ].map(abs).max() ?? 0
  }

  @Test(arguments: 0..<20)
  func `one map of two leads where both lead in turn`(number: UInt64) {
    var stream = RandomStream(seed: number, purpose: .simulate)
    let (first, second) = (Self.randomMap(&stream), Self.randomMap(&stream))
    let (column, row) = (stream.nextNormal(), stream.nextNormal())
    let middle = second(column: column, row: row)
    let expected = first(column: middle.column, row: middle.row)
    let found = second.following(first)(column: column, row: row)
    #expect(abs(found.column - expected.column) < 1e-12)
    #expect(abs(found.row - expected.row) < 1e-12)
  }

  @Test(arguments: 0..<20)
  func `a map and its inverse undo each other`(number: UInt64) throws {
    var stream = RandomStream(seed: number, purpose: .simulate)
    let map = Self.randomMap(&stream)
    let inverse = try #require(map.inverse)
    #expect(Self.distance(map.following(inverse), .identity) < 1e-9)
    #expect(Self.distance(inverse.following(map), .identity) < 1e-9)
  }

  @Test func `a map that folds the plane has no inverse`() {
    #expect(AffineMap(xx: 1, xy: 2, yx: 2, yy: 4).inverse == nil)
  }

  @Test func `four quarter turns are none`() {
    let turn = AffineMap.quarterTurns(1)
    #expect(turn.following(turn).following(turn).following(turn) == .identity)
    #expect(Self.distance(turn, .rotation(.pi / 2)) < 1e-15)
    #expect(turn.following(turn) == .quarterTurns(2))
    #expect(turn.following(turn).following(turn) == .quarterTurns(-1))
  }

  @Test func `handedness changes with every mirror and with nothing else`() {
    let mirror = AffineMap.flip(horizontal: true, vertical: false)
    let other = AffineMap.flip(horizontal: false, vertical: true)
    let changed = AffineMap.rotation(1).following(.enlargement(x: 2, y: 3)).following(.shear(0.4))
    #expect(!changed.isMirrored)
    #expect(changed.following(mirror).isMirrored)
    #expect(mirror.following(changed).isMirrored)
    #expect(!other.following(changed).following(mirror).isMirrored)
  }
}
