import Files
import Foundation
import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs a command of the shell in the folder.
  func run(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}

private func contents(of path: String, block: Int = 1000) throws -> [UInt8] {
  var source = try ByteSource(path: path)
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: block)
  while true {
    let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
    result += buffer.prefix(count)
    if count < block { return result }
  }
}

@Test(arguments: ["gzip -k", "bzip2 -k"])
func `compressed files read as the plain file`(command: String) throws {
  let folder = try TemporaryFolder()
  let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
  let plain = try folder.write("a.dat", bytes)
  try folder.run("\(command) a.dat")
  let packed = command.hasPrefix("gzip") ? "\(plain).gz" : "\(plain).bz2"
  #expect(try contents(of: plain) == bytes)
  #expect(try contents(of: packed) == bytes)
  try folder.run("cat \(packed) \(packed) > double")
  #expect(try contents(of: "\(folder.path)/double", block: 777) == bytes + bytes)
}

@Test func `a truncated stream and a bomb are refused by name`() throws {
  let folder = try TemporaryFolder()
  try folder.run("head -c 200000 /dev/urandom | gzip | head -c 1000 > cut.gz")
  let cut = #expect(throws: SkysortError.self) { try contents(of: "\(folder.path)/cut.gz") }
  #expect(cut?.exitCode == .badData)
  try folder.run("head -c 60000000 /dev/zero | gzip > bomb.gz")
  let bomb = #expect(throws: SkysortError.self) {
    try contents(of: "\(folder.path)/bomb.gz", block: 1 << 20)
  }
  #expect(bomb?.description.contains("bomb.gz") == true)
}

@Test func `files are detected by content, and only files are opened`() throws {
  let folder = try TemporaryFolder()
  #expect(try FileProbe(folder.write("x.fits", Array("<!DOCTYPE html>".utf8))).kind == .html)
  #expect(try FileProbe(folder.write("y.fits", [0xff, 0xd8, 0xff, 0])).kind == .jpeg)
  #expect(try FileProbe(folder.write("z.fits", [])).kind == .empty)
  try folder.run("mkfifo pipe; ln -s nowhere link")
  for name in ["pipe", "link", "absent", "."] {
    #expect(throws: SkysortError.self) { try FileProbe("\(folder.path)/\(name)") }
  }
}
