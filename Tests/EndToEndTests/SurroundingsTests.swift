import Foundation
import TestSupport
import Testing

/// Languages, time zones, and what else a session brings along.
struct SurroundingsTests {
  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "catalogs/sample")

  private static let languages = ["de_DE", "tr_TR", "ja_JP"]

  /// Languages that write 1,5 and capital İ, which Debian has only as sources; made once.
  private static let languageFolder = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    for language in languages {
      let made = try shell("localedef -i \(language) -f UTF-8 ./\(language).UTF-8", in: folder.path)
      try #require(made == 0)
    }
    return folder
  }

  /// The status of a command; `$program` is the program's path.
  private static func shell(
    _ command: String, in folder: String, environment: [String: String] = [:]
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      .merging(["program": Program.path]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let canMakeLanguages = ["/usr/bin/localedef", "/usr/share/i18n/locales/tr_TR"]
    .allSatisfy { FileManager.default.fileExists(atPath: $0) }

  /// A model of few rows and a table in several formats; made once, in plain surroundings.
  private static let inputs = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    for (name, source, count) in [
      ("labelled", "labelled", 121), ("survey", "survey", 41), ("other", "survey", 21),
    ] {
      let text = try String(
        contentsOf: sample.appending(path: "\(source).csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").prefix(count)
      try folder.write("\(name).csv", lines.joined(separator: "\n") + "\n")
    }
    let trained = try Program.run(
      "train", folder.file("labelled.csv"), "--model", "logistic", "--epochs", "1", "-o",
      folder.file("m.safetensors"), "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    return folder
  }

  /// What is done in each: every format that is written, and what is printed.
  private static let commands = [
    "train $in/labelled.csv --model logistic --epochs 1 -o $out/m.safetensors",
    "classify --model $in/m.safetensors $in/survey.csv -o $out/c.csv",
    "classify --model $in/m.safetensors $in/survey.csv -o $out/c.ecsv",
    "classify --model $in/m.safetensors $in/survey.csv -o $out/c.fits",
    "match $in/survey.csv $in/other.csv -o $out/both.csv",
    "inspect $in/survey.csv > $out/inspected.txt",
    "inspect $in/survey.csv --describe > $out/descriptor.yaml",
  ]

  /// Every output under its name.
  ///
  /// - Parameter before: What the shell does before a command.
  private static func outputs(
    before: String = "true", environment: [String: String] = [:]
  ) throws -> [String: Data] {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: false)
    let places = ["in": try inputs.get().path, "out": folder.file("out")]
    for command in commands {
      try manager.createDirectory(atPath: folder.file("here"), withIntermediateDirectories: true)
      let status = try shell(
        "\(before); \"$program\" \(command) --threads 1 --quiet", in: folder.file("here"),
        environment: environment.merging(places) { $1 })
      #expect(status == 0, "\(before) \(environment): \(command)")
    }
    let names = try manager.contentsOfDirectory(atPath: folder.file("out"))
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try folder.bytes("out/\($0)")) })
  }

  private static let surroundings: [(before: String, environment: [String: String])] =
    languages.map {
      (#"export LOCPATH="$languages""#, ["LC_ALL": "\($0).UTF-8", "LANG": "\($0).UTF-8"])
    } + [
      ("true", ["LC_ALL": "C", "LANG": "C"]),
      ("true", ["TZ": "Pacific/Kiritimati", "LC_ALL": "no_SUCH"]),
      ("umask 077", [:]),
      ("unset HOME", [:]),
      (#"rmdir "$PWD""#, [:]),
      ("unset HOME PATH TMPDIR LANG; cd /", ["TZ": ":/nowhere"]),
    ]

  @Test(.enabled(if: canMakeLanguages, "needs the package locales"))
  func `surroundings change no byte of an output`() throws {
    let expected = try Self.outputs()
    #expect(expected.count == 7, "\(expected.keys)")
    let languages = try Self.languageFolder.get().path
    for (before, environment) in Self.surroundings {
      let found = try Self.outputs(
        before: before, environment: environment.merging(["languages": languages]) { $1 })
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, data) in found where data != expected[name] {
        Issue.record("\(before) \(environment) changes \(name)")
      }
    }
  }

  @Test(arguments: [("077", "600"), ("022", "644")])
  func `who may read an output is what the mask of new files says`(
    mask: String, mode: String
  ) throws {
    let folder = try TemporaryFolder()
    let status = try Self.shell(
      "umask \(mask); \"$program\" classify --model m.safetensors survey.csv -o \"$out\" --quiet",
      in: Self.inputs.get().path, environment: ["out": folder.file("c.csv")])
    #expect(status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("c.csv"))
    #expect((attributes[.posixPermissions] as? Int).map { String($0, radix: 8) } == mode)
  }
}
