import Files
import Foundation
import Glibc
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

@Test func `nothing of a file that is being written can be guessed or is left`() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("out")
  do {
    let file = try AtomicFile(path: path)
    try file.write("half")
    let names = try Paths.list(folder.path, hidden: true)
    #expect(names == [".out.skysort-lock"] || names.count == 2)
    #expect(try folder.bytes(".out.skysort-lock").isEmpty)
  }
  #expect(try Paths.list(folder.path, hidden: true).isEmpty)
}

@Test func `what a killed run left is removed by the next`() throws {
  let folder = try TemporaryFolder()
  let (left, others) = (".out.0123456789abcdef.skysort-part", ".out.x.skysort-part")
  for name in [left, others, ".out2.0123456789abcdef.skysort-part", ".out.skysort-lock"] {
    try folder.write(name, "")
  }
  try AtomicFile.write("new", to: folder.file("out"))
  #expect(
    try Paths.list(folder.path, hidden: true)
      == [others, ".out2.0123456789abcdef.skysort-part", "out"])
}

@Test(arguments: [mode_t(0o600), 0o640, 0o755])
func `a file that is replaced hands on its permissions`(mode: mode_t) throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("out", "old")
  #expect(unsafe chmod(path, mode) == 0)
  try AtomicFile.write("new", to: path)
  var status = stat()
  #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o7777 == mode)
}

@Test(arguments: [("real", true), ("real", false), ("below/real", true), ("/FOLDER/real", true)])
func `what a link stands for is replaced, and the link stays`(target: String, exists: Bool) throws {
  let folder = try TemporaryFolder()
  let target = target.replacing("/FOLDER", with: folder.path)
  let path = folder.file("link")
  if exists { try folder.write(target.replacing("\(folder.path)/", with: ""), "old") }
  let manager = FileManager.default
  try manager.createSymbolicLink(atPath: path, withDestinationPath: target)
  try manager.createSymbolicLink(atPath: folder.file("other"), withDestinationPath: "link")
  try AtomicFile.write("new", to: folder.file("other"))
  #expect(try manager.destinationOfSymbolicLink(atPath: path) == target)
  #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
}

@Test func `what is no file is not written to`() throws {
  let folder = try TemporaryFolder()
  #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("link"), withDestinationPath: "pipe")
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("round"), withDestinationPath: "round")
  for path in [
    folder.file("pipe"), folder.file("link"), folder.path, "/dev/null", "\(folder.path)/",
  ] {
    let error = #expect(throws: SkysortError.self) { _ = try AtomicFile(path: path) }
    #expect(error?.exitCode == .usage && error?.path == path)
  }
  let error = #expect(throws: SkysortError.self) { _ = try AtomicFile(path: folder.file("round")) }
  #expect(error?.exitCode == .inputOutput)
  #expect(try Paths.list(folder.path, hidden: true) == ["link", "pipe", "round"])
}

@Test func `the longest names there are can be written, longer ones are refused at once`() throws {
  let folder = try TemporaryFolder()
  let names = ["a", "b"].map { String(repeating: "x", count: 254) + $0 }
  // Two names with the same beginning are two outputs.
  let first = try AtomicFile(path: folder.file(names[0]))
  let second = try AtomicFile(path: folder.file(names[1]))
  try first.commit()
  try second.commit()
  #expect(try Paths.list(folder.path, hidden: true) == names)
  let error = #expect(throws: SkysortError.self) {
    _ = try AtomicFile(path: folder.file(names[0] + "x"))
  }
  #expect(error?.exitCode == .inputOutput)
}

@Test func `a folder that nothing is put into goes again`() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("a/b")
  try OutputFolder(path).removeIfEmpty()
  #expect(!Paths.exists(folder.file("a")))
  let made = try OutputFolder(path)
  try AtomicFile.write("", to: "\(path)/out")
  made.removeIfEmpty()
  #expect(Paths.exists("\(path)/out"))
  try Paths.remove("\(path)/out")
  try OutputFolder(path).removeIfEmpty()
  #expect(Paths.exists(path))
}

@Test func `the digest of three letters is the standard's`() {
  #expect(
    Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}
