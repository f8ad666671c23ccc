import Sky
import Testing

@Test func `a right ascension is folded into one turn`() throws {
  let position = try #require(SkyPosition(rightAscension: -30, declination: 10))
  #expect(position.rightAscension == 330)
  #expect(SkyPosition(rightAscension: 0, declination: 90.1) == nil)
}

@Test func `separation is right across the wrap and at the poles`() throws {
  let west = try #require(SkyPosition(rightAscension: 359.5, declination: 0))
  let east = try #require(SkyPosition(rightAscension: 0.5, declination: 0))
  #expect(abs(west.separation(from: east) - 1) < 1e-12)
  let pole = try #require(SkyPosition(rightAscension: 12, declination: 90))
  let other = try #require(SkyPosition(rightAscension: 200, declination: 89))
  #expect(abs(pole.separation(from: other) - 1) < 1e-9)
}
