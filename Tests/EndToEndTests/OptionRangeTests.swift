import Foundation
import TestSupport
import Testing

/// Every option of every verb with numbers that nobody means: refused by name, or borne.
struct OptionRangeTests {
  /// Small inputs of every verb; made once.
  private static let made = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    for arguments in [
      ["simulate", "-o", "sky", "--rows", "30", "--labelled", "200"],
      ["simulate", "-o", "img", "--images", "--width", "64", "--height", "64", "--bands", "r"],
      ["train", "sky/labelled.csv", "-o", "m.safetensors", "--model", "logistic", "--epochs", "1"],
      ["classify", "--model", "m.safetensors", "sky/survey.fits", "-o", "cat.fits"],
      ["encode", "--model", "m.safetensors", "sky/survey.fits", "-o", "lat.fits"],
    ] {
      let run = try Program.run(arguments + ["--quiet"], in: folder.path)
      #expect(run.status == 0, "\(run.messages)")
    }
    return folder
  }

  /// By verb, what makes it do a little work.
  private static let verbs: [(verb: String, arguments: [String])] = [
    (
      "train",
      ["sky/labelled.csv", "-o", "OUT.safetensors", "--model", "logistic", "--epochs", "1"]
    ),
    (
      "retrain",
      ["--from", "m.safetensors", "sky/labelled.csv", "-o", "OUT.safetensors", "--epochs", "1"]
    ),
    (
      "tune",
      [
        "sky/labelled.csv", "--model", "logistic", "--out", "OUT", "--trials", "1", "--epochs", "1",
      ]
    ),
    ("classify", ["--model", "m.safetensors", "sky/survey.fits", "-o", "OUT.fits"]),
    ("validate", ["cat.fits", "--truth", "true_class"]),
    ("compare", ["cat.fits", "cat.fits", "--truth", "true_class"]),
    ("encode", ["--model", "m.safetensors", "sky/survey.fits", "-o", "OUT.fits"]),
    ("project", ["lat.fits", "-o", "OUT.fits", "--make", "pca,umap,outliers"]),
    ("anomalies", ["lat.fits"]),
    ("similar", ["lat.fits", "--row", "1"]),
    // Serves until it is told to end, so there is nothing to serve.
    ("explore", ["none.fits"]),
    (
      "cutouts",
      [
        "--image", "img/image-r.fits", "--catalog", "img/truth.fits", "--size", "8", "-o",
        "OUT.fits",
      ]
    ),
    ("detect", ["img/image-r.fits", "-o", "OUT.fits"]),
    ("match", ["sky/survey.fits", "sky/survey.fits", "-o", "OUT.fits"]),
    ("simulate", ["-o", "OUT", "--rows", "2", "--labelled", "2"]),
    ("inspect", ["sky/survey.fits"]),
    ("settings", []),
  ]

  private static let numbers = [
    "-1", "99999999999", "9223372036854775807", "1e18", "nan", "inf", "1e300",
  ]

  /// The long names of a verb's options that take a number, as the program lists them.
  private static func options(_ verb: String, _ arguments: [String]) throws -> [String] {
    let run = try Program.run("help", verb)
    let names = run.output.matches(of: /--[a-z][a-z-]*(?= <)/).map { String($0.output) }
    // Where a text is no number, the parser says so before anything is done.
    return try Set(names).sorted().filter { name in
      // Of every verb alike, and told by the last one.
      if ["--threads", "--seed"].contains(name), verb != "settings" { return false }
      let tried = try Program.run([verb] + without(name, arguments) + ["\(name)=abc"], in: folder)
      return tried.status == 64 && tried.messages.contains("'abc' is invalid for '\(name)")
    }
  }

  private static var folder: String { get throws { try made.get().path } }

  private static func without(_ option: String, _ arguments: [String]) -> [String] {
    guard let place = arguments.firstIndex(of: option) else { return arguments }
    return Array(arguments[..<place] + arguments[(place + 2)...])
  }

  @Test(arguments: verbs.map(\.verb))
  func `absurd numbers are refused by name, or borne`(verb: String) throws {
    let base = try #require(Self.verbs.first { $0.verb == verb }).arguments
    for option in try Self.options(verb, base) {
      for number in Self.numbers {
        let own = try TemporaryFolder()
        let arguments = Self.without(option, base).map {
          $0.hasPrefix("OUT") ? own.file($0) : $0
        }
        let run = try Program.run(
          [verb] + arguments + ["\(option)=\(number)", "--quiet"], in: try Self.folder)
        let text = "\(verb) \(option)=\(number): \(run.status) \(run.messages.suffix(300))"
        #expect([0, 64, 65, 66].contains(run.status), "\(text)")
        guard run.status == 64 else { continue }
        #expect(run.messages.contains(option) || run.messages.contains(number), "\(text)")
      }
    }
  }

  @Test(arguments: [
    (["train", "sky/labelled.csv", "-o", "m2.safetensors"], "--epochs", "1 to 1000000"),
    (["train", "sky/labelled.csv", "-o", "m2.safetensors"], "--classes", "2 to 1000"),
    (["simulate", "-o", "s"], "--rows", "0 to 10000000000"),
    (["simulate", "-o", "s"], "--labelled", "0 to 10000000000"),
    (["simulate", "-o", "s", "--images"], "--sources", "0 to 20000000"),
    (["detect", "img/image-r.fits", "-o", "d.fits"], "--seeing", "0.01 to 1000.0 pixels"),
    (["detect", "img/image-r.fits", "-o", "d.fits"], "--min-area", "1 to 1000000 pixels"),
    (
      [
        "cutouts", "--image", "img/image-r.fits", "--catalog", "img/truth.fits", "--size", "8",
        "-o",
      ]
        + ["c.fits"], "--pixel-scale", "1e-06 to 3600.0 arcseconds"
    ),
  ])
  func `a number beyond its range is told with the range`(
    arguments: [String], option: String, range: String
  ) throws {
    let run = try Program.run(
      arguments + ["\(option)=9223372036854775807"], in: try Self.folder)
    #expect(run.status == 64, "\(run.status) \(run.messages)")
    #expect(run.messages.contains("\(option) must be in \(range)"), "\(run.messages)")
    #expect(run.messages.contains("found 9"), "\(run.messages)")
  }
}
