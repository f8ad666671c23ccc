import Foundation
import TestSupport
import Testing

/// Under limits that leave too little, the program says so and ends.
struct SystemLimitTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let verbs = [
    "inspect l.csv", "classify --model m.safetensors l.csv -o c.fits",
    "train l.csv -o n.safetensors --epochs 1", "validate v.csv --truth true_class",
  ]

  private static func inputs() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, source) in [
      ("l.csv", "catalogs/sample/labelled.csv"),
      ("m.safetensors", "Tests/EndToEndTests/Former/mlp.safetensors"),
    ] {
      try FileManager.default.copyItem(
        atPath: root.appending(path: source).path, toPath: folder.file(name))
    }
    try folder.write("v.csv", "class,true_class\nSTAR,STAR\nQSO,STAR\nGALAXY,GALAXY\n")
    return folder
  }

  @Test(arguments: verbs)
  func `few descriptors are told`(verb: String) throws {
    let folder = try Self.inputs()
    for limit in [4, 5, 6, 8, 12, 18] {
      let outcome = try Program.shell(
        "ulimit -n \(limit); $SKYSORT \(verb) --quiet", in: folder.path)
      #expect(outcome.status == 75, "\(limit): \(outcome.messages)")
      #expect(outcome.messages.contains("(ulimit -n)"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
  }

  /// Where libraries can be loaded at all, work is done or refused, never repeated without end.
  @Test(arguments: verbs)
  func `little memory is told`(verb: String) throws {
    let folder = try Self.inputs()
    for limit in stride(from: 240_000, through: 840_000, by: 120_000) {
      let outcome = try Program.shell(
        "ulimit -v \(limit); exec timeout -s KILL 60 $SKYSORT \(verb) --quiet", in: folder.path)
      #expect([0, 75].contains(outcome.status), "\(limit): \(outcome.messages)")
      #expect(outcome.status == 0 || outcome.messages.contains("ulimit -v"))
    }
  }
}
