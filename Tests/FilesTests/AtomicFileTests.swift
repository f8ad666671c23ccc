import Files
import Foundation
import TestSupport
import Testing

@Test func `a file appears whole or not at all`() throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("out", "old")
  do {
    let file = try AtomicFile(path: path)
    try file.write("new")
  }
  #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  let file = try AtomicFile(path: path)
  try file.write("new")
  try file.commit()
  #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
}

@Test func `one run at a time writes a target`() throws {
  let folder = try TemporaryFolder()
  let path = "\(folder.path)/out"
  let first = try AtomicFile(path: path)
  let error = #expect(throws: SkysortError.self) { _ = try AtomicFile(path: path) }
  #expect(error?.exitCode == .temporary)
  try first.commit()
  try AtomicFile(path: path).commit()
}

@Test func `a folder that is not there is an output error`() {
  let error = #expect(throws: SkysortError.self) { _ = try AtomicFile(path: "/nonexistent/x.fits") }
  #expect(error?.exitCode == .inputOutput)
}

@Test func `the digest of three letters is the standard's`() {
  #expect(
    Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}
