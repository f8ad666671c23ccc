import Sky
import Testing

@Test(
  arguments: [
    (["u", "g", "r", "i", "z"], "r"), (["g", "r", "i", "z"], "r"), (["g", "r", "i"], "r"),
    (["i", "z", "y"], "z"), (["BP", "G", "RP"], "G"), (["g"], "g"), ([], nil),
  ] as [([String], String?)])
func `the reference band is r, else the middle one`(bands: [String], reference: String?) {
  let index = Band.referenceIndex(among: bands.map { Band($0) })
  #expect(index.map { bands[$0] } == reference)
}
