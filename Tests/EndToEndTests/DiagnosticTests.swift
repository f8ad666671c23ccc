import Foundation
import TestSupport
import Testing

@Test func `every verb explains itself`() throws {
  let verbs = [
    "inspect", "train", "classify", "validate", "compare", "detect", "cutouts", "simulate", "run",
  ]
  for verb in verbs {
    let help = try Program.run(verb, "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: skysort \(verb)"))
  }
}

@Test func `a mistake ends with the right code and names the file`() throws {
  let folder = try TemporaryFolder()
  let html = try folder.write("page.fits", "<!DOCTYPE html><html>not found</html>")
  let ragged = try folder.write("ragged.csv", "id,u,g\n1,2,3\n4,5\n")
  let cases: [(arguments: [String], status: Int32, word: String)] = [
    (["inspect", folder.file("absent.fits")], 66, "absent.fits"),
    (["inspect", folder.path], 66, "directory"),
    (["inspect", html], 65, "HTML"),
    (["inspect", ragged], 65, "line 3"),
    (["classify", "--model", html, ragged, "-o", folder.file("x.csv")], 65, "page.fits"),
    (["train", ragged], 64, "output"),
    (["frobnicate"], 64, "frobnicate"),
    (["run", folder.file("none.yaml")], 66, "none.yaml"),
  ]
  for (arguments, status, word) in cases {
    let (process, output, messages) = try Program.start(arguments)
    let text = String(
      decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == status, "\(arguments): \(text)")
    #expect(text.contains(word), "\(arguments): \(text)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("x.csv")))
  }
}

@Test(.enabled(if: SurveyData.isPresent), arguments: ["fits_zoo", "text_tables", "traps"])
func `every odd or damaged file is described or refused`(folder: String) throws {
  let root = SurveyData.file(folder)
  let names = try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
  let files = names.map { "\(root)/\($0)" }.filter { path in
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
  #expect(!files.isEmpty)
  for file in files {
    let run = try Program.run("inspect", file, "--json", "--quiet")
    #expect([0, 65, 66].contains(run.status), "\(file): \(run.status) \(run.messages)")
    if run.status == 0 { _ = try run.json() } else { #expect(run.messages.contains(file)) }
  }
}

private let slips: [(arguments: [String], meant: String)] = [
  (["clasify", "a.csv"], "Did you mean 'classify'?"),
  (["train", "a.csv", "-o", "m.safetensors", "--model", "mpl"], "did you mean 'mlp'?"),
  (["match", "a.csv", "b.csv", "-o", "c.csv", "--mode", "bset"], "did you mean 'best'?"),
]

@Test(arguments: slips)
func `the word that was probably meant is named`(arguments: [String], meant: String) throws {
  let outcome = try Program.run(arguments)
  #expect(outcome.status == 64)
  #expect(outcome.messages.contains(meant), "\(outcome.messages)")
}
