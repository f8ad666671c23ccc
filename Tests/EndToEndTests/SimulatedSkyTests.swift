import Foundation
import TestSupport
import Testing

/// A simulated sky, and a small model trained on it; made once for all tests here.
private enum SimulatedSky {
  static let folder = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let simulated = try Program.run(
      "simulate", "-o", folder.path, "--rows", "3000", "--labelled", "3000", "--seed", "5")
    #expect(simulated.status == 0, "\(simulated.messages)")
    let trained = try Program.run(
      "train", folder.file("labelled.csv"), "-o", folder.file("model.safetensors"), "--json",
      "--epochs", "6", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    return folder
  }
}

@Test func `a made sky is trained on, classified and evaluated`() throws {
  let folder = try SimulatedSky.folder.get()
  let classified = try Program.run(
    "classify", "--model", folder.file("model.safetensors"), folder.file("survey.fits"), "-o",
    folder.file("catalog.fits"), "--json")
  #expect(classified.status == 0, "\(classified.messages)")
  let outcome = try classified.json()
  #expect(outcome["rows"] as? Int == 3000)
  #expect((outcome["outputs"] as? [[String: Any]])?.first?["sha256"] is String)
  let evaluated = try Program.run(
    "validate", folder.file("catalog.fits"), "--truth", "true_class", "--report",
    folder.file("report"), "--json")
  #expect(evaluated.status == 0, "\(evaluated.messages)")
  let metrics = try evaluated.json()
  for key in ["rows", "accuracy", "balanced_accuracy", "macro_f1", "log_loss", "ece"] {
    #expect(metrics[key] is NSNumber, "\(key)")
  }
  #expect(try #require(metrics["accuracy"] as? Double) > 0.7)
  let page = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
  #expect(page.contains("<svg"))
}

@Test(arguments: ["catalog.csv", "catalog.ecsv", "catalog.fits", "catalog.tsv"])
func `a catalog's bytes depend neither on threads nor on the day`(name: String) throws {
  let folder = try SimulatedSky.folder.get()
  var results: [Data] = []
  for threads in ["1", "2", "4"] {
    let path = folder.file("\(results.count)-\(name)")
    let run = try Program.run(
      "classify", "--model", folder.file("model.safetensors"), folder.file("survey.fits"), "-o",
      path, "--threads", threads, "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    results.append(try folder.bytes("\(results.count)-\(name)"))
  }
  #expect(firstDifference(results[1], results[0]) == nil)
  #expect(firstDifference(results[2], results[0]) == nil)
}

@Test func `training twice gives the same model`() throws {
  let folder = try SimulatedSky.folder.get()
  let again = try Program.run(
    "train", folder.file("labelled.csv"), "-o", folder.file("again.safetensors"), "--epochs",
    "6", "--quiet")
  #expect(again.status == 0, "\(again.messages)")
  #expect(
    firstDifference(try folder.bytes("again.safetensors"), try folder.bytes("model.safetensors"))
      == nil)
}

@Test func `a killed training resumes to the bytes of an unbroken one`() throws {
  let folder = try SimulatedSky.folder.get()
  let arguments = [
    "train", folder.file("labelled.csv"), "-o", folder.file("resumed.safetensors"), "--epochs",
    "6", "--resume",
  ]
  for delay in [0.3, 0.9, 1.7] {
    try Program.runAndKill(arguments, after: delay)
    let whole = try? folder.bytes("resumed.safetensors")
    #expect(whole == nil || whole == (try? folder.bytes("model.safetensors")))
  }
  let (process, _, messages) = try Program.start(arguments + ["--quiet"])
  let text = messages.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
  #expect(
    firstDifference(try folder.bytes("resumed.safetensors"), try folder.bytes("model.safetensors"))
      == nil)
}

@Test func `a killed classification leaves no half catalog`() throws {
  let folder = try SimulatedSky.folder.get()
  let path = folder.file("killed.fits")
  for delay in [0.005, 0.02, 0.05, 0.1] {
    try Program.runAndKill(
      [
        "classify", "--model", folder.file("model.safetensors"), folder.file("survey.fits"),
        "-o", path,
      ], after: delay)
    guard let bytes = try? folder.bytes("killed.fits") else { continue }
    #expect(bytes.count % 2880 == 0)
    try FileManager.default.removeItem(atPath: path)
  }
}

@Test func `our columns step aside for the input's own`() throws {
  let folder = try SimulatedSky.folder.get()
  let run = try Program.run(
    "classify", "--model", folder.file("model.safetensors"), folder.file("labelled.csv"), "-o",
    folder.file("clash.csv"), "--quiet")
  #expect(run.status == 0, "\(run.messages)")
  let header = try #require(
    String(decoding: folder.bytes("clash.csv"), as: UTF8.self).split(separator: "\n").first)
  #expect(header.contains(",skysort_class,"))
  let evaluated = try Program.run(
    "validate", folder.file("clash.csv"), "--truth", "class", "--json")
  #expect(evaluated.status == 0, "\(evaluated.messages)")
}

@Test func `a resumed run reuses only what the same model and prior have labelled`() throws {
  let folder = try SimulatedSky.folder.get()
  let inputs = [folder.file("survey.fits"), folder.file("labelled.csv")]
  func reused(_ prior: String) throws -> Int {
    let run = try Program.run(
      "classify", "--model", folder.file("model.safetensors"), inputs[0], inputs[1], "-o",
      folder.file("several"), "--resume", "--prior", prior, "--json", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    return try #require(run.json()["reused"] as? [String]).count
  }
  #expect(try reused("STAR=0.5,GALAXY=0.4,QSO=0.1") == 0)
  #expect(try reused("STAR=0.5,GALAXY=0.4,QSO=0.1") == 1)
  #expect(try reused("STAR=0.4,GALAXY=0.5,QSO=0.1") == 0)
}
