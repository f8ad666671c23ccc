import FITS
import Files
import Sky
import TestSupport
import Testing

@testable import Images

/// Which image of a file is the sky, and what of the others belongs to it.
@Suite struct ImageRoleTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of images of 2 × 1 pixels behind an empty primary unit.
  private func layout(
    _ units: [[String]], primary: [String] = [], _ selector: ImageSelector? = nil
  ) throws -> SkyImageLayout {
    let images = units.flatMap { MadeUnit.image([2, 1], [1, 2], cards: $0) }
    let path = try folder.write("a.fits", MadeUnit.primary(primary) + images)
    return try SkyImageLayout(FITSFile(path), selector)
  }

  private func named(_ names: [String]) -> [[String]] {
    names.map { name in
      let parts = name.split(separator: ",")
      return ["EXTNAME = '\(parts[0])'"] + parts.dropFirst().map { "EXTVER  = \($0)" }
    }
  }

  @Test(
    arguments: [
      ("SCI", .science), ("CH1.SCI", .science), ("SCI1", .science), ("IMAGE", .science),
      ("WHT", .weight(.unknown)), ("WEIGHT_g", .weight(.unknown)),
      ("WGT", .weight(.inverseVariance)), ("IVAR", .weight(.inverseVariance)),
      ("INVERSE VARIANCE", .weight(.inverseVariance)), ("INV_VAR", .weight(.inverseVariance)),
      ("VARIANCE", .weight(.variance)), ("ERR", .weight(.standardDeviation)),
      ("CH2.RMS", .weight(.standardDeviation)), ("DQ", .mask), ("MSK", .mask), ("MASK_r", .mask),
      ("IMAGE_MASK", .mask), ("VAR_POISSON", .auxiliary), ("CTX", .auxiliary),
      ("SCI_MODEL", .auxiliary), ("N4", .unnamed), ("g", .unnamed), ("F200W", .unnamed),
    ] as [(String, ImageRole)])
  func `a name says what an image is for`(name: String, role: ImageRole) throws {
    #expect(try layout(named([name]), .hdu(1)).units[0].role == role)
  }

  @Test(
    arguments: [
      // Of Webb's mosaics, of the Dark Energy Survey, of Webb's exposures.
      (["WHT", "SCI", "DQ"], 2, 1, .unknown, 3),
      (["SCI", "MSK", "WGT"], 1, 3, .inverseVariance, 2),
      (["SCI", "ERR", "DQ", "AREA", "VAR_POISSON"], 1, 2, .standardDeviation, 3),
      // Of Rubin's; and of one whose weights come twice: the variance says more.
      (["IMAGE", "MASK", "VARIANCE"], 1, 3, .variance, 2),
      (["WHT", "VAR", "SCI"], 3, 2, .variance, nil),
      // Two detectors of one file, and a file of weights alone.
      (["A.DQ", "B.SCI", "B.DQ", "B.RMS", "A.SCI"], 2, 4, .standardDeviation, 3),
      (["WHT"], 1, nil, .unknown, nil),
    ] as [([String], Int, Int?, WeightKind, Int?)])
  func `the image of the sky is taken with what belongs to it`(
    names: [String], image: Int, weight: Int?, kind: WeightKind, mask: Int?
  ) throws {
    let found = try layout(named(names))
    #expect(found.units.map(\.index) == [image])
    #expect(found.companions[0].weight?.hdu == weight)
    #expect(weight == nil || found.companions[0].weight?.kind == kind)
    #expect(found.companions[0].mask?.hdu == mask)
    #expect((found.choice != nil) == (names.count > 1))
    #expect(found.choice?.contains("HDU \(image)") ?? true)
  }

  @Test func `versions of one name are images of their own`() throws {
    let names = named(["SCI,1", "ERR,1", "DQ,1", "SCI,2", "ERR,2", "DQ,2"])
    let first = try layout(names)
    #expect(first.units.map(\.index) == [1] && first.others.map(\.index) == [4])
    let second = try layout(names, .named("SCI", version: 2))
    #expect(second.units.map(\.index) == [4] && second.others.isEmpty)
    #expect(second.companions[0].weight?.hdu == 5 && second.companions[0].mask?.hdu == 6)
    #expect(second.units[0].label == "HDU 4 (SCI,2)")
  }

  @Test func `bands keep their own weights`() throws {
    let found = try layout(named(["g", "WEIGHT_g", "r", "IVAR_r", "MASK"]))
    #expect(found.bands == [Band("g"), Band("r")] && found.units.map(\.index) == [1, 3])
    #expect(found.companions.map { $0.weight?.hdu } == [2, 4])
    #expect(found.companions.map { $0.mask?.hdu } == [5, 5])
  }

  @Test func `keywords made for it go before names`() throws {
    let european = try layout([
      ["EXTNAME = 'X.STAT'", "HDUCLAS2= 'ERROR'", "HDUCLAS3= 'MSE'"],
      ["EXTNAME = 'X.GOOD'", "HDUCLAS2= 'QUALITY'", "HDUCLAS3= 'MASKONE'"],
      ["EXTNAME = 'X.OBJ'", "HDUCLAS2= 'DATA'"],
    ])
    #expect(european.units.map(\.index) == [3])
    #expect(european.companions[0].mask == nil)
    let dark = try layout([["DES_EXT = 'WEIGHT'"], ["DES_EXT = 'MASK'"], ["DES_EXT = 'IMAGE'"]])
    #expect(dark.units.map(\.index) == [3])
    #expect(dark.companions[0].weight?.kind == .inverseVariance)
    #expect(dark.companions[0].mask?.hdu == 2)
  }

  @Test func `of two masks none is taken`() throws {
    let found = try layout(named(["SCI", "DQ", "BPM"]))
    #expect(found.companions[0].mask == nil)
    #expect(found.companions[0].notes.first?.contains("HDU 2 (DQ) and HDU 3 (BPM)") == true)
  }

  @Test(
    arguments: [
      (["MP_BAD  = 0", "MP_DETECTED = 5"], [], 32, false), (["MP_BAD  = 0"], [], 33, true),
      (["MP_NO_DATA = 8"], [], 256, true), ([], ["TELESCOP= 'JWST'"], 4, false),
      ([], ["TELESCOP= 'JWST'"], 5, true), ([], ["TELESCOP= 'HST'"], 4, true), ([], [], 0, false),
    ] as [([String], [String], Float, Bool)])
  func `a mask sets aside what its file says is bad`(
    cards: [String], primary: [String], value: Float, isBad: Bool
  ) throws {
    let own = cards.map {
      $0.contains("MP_NO_DATA") || $0.contains("DETECTED") ? "HIERARCH \($0)" : $0
    }
    let found = try layout(
      [["EXTNAME = 'SCI'"], ["EXTNAME = 'MASK'"] + own], primary: primary)
    #expect(found.companions[0].mask?.meaning.isFlagged(value) == isBad)
  }

  @Test func `weights of every kind become inverse variance`() {
    #expect(WeightKind.inverseVariance.inverseVariance(4) == 4)
    #expect(WeightKind.variance.inverseVariance(4) == 0.25)
    #expect(WeightKind.standardDeviation.inverseVariance(4) == 0.0625)
    #expect(WeightKind.standardDeviation.inverseVariance(.nan) == 0)
    #expect(WeightKind.variance.inverseVariance(-1) == 0)
    #expect(WeightKind.unknown.inverseVariance(4) == nil)
  }

  @Test func `a cube of no images has bands all the same`() throws {
    let path = try folder.write(
      "none.fits",
      MadeUnit.image(
        [8, 8, 2, 0], [], isPrimary: true, cards: ["BAND1   = 'g'", "BAND2   = 'r'"]))
    let cube = try CutoutCube(path)
    #expect(cube.count == 0 && cube.bands == [Band("g"), Band("r")])
  }
}
