import Files
import Testing

@Test func `a temporary file gives back what was written at a place`() throws {
  let file = try NamelessFile()
  try file.reserve(1 << 20)
  let written: [UInt8] = Array("at the end".utf8)
  let place = (1 << 20) - written.count
  try unsafe written.withUnsafeBytes { try unsafe file.write($0, at: place) }
  var read = [UInt8](repeating: 7, count: written.count)
  try unsafe read.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: place) }
  #expect(read == written)
  try unsafe read.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: 5) }
  #expect(read.allSatisfy { $0 == 0 })
}

@Test func `a folder that takes no temporary file is told with the way out`() {
  let error = #expect(throws: SkysortError.self) { _ = try NamelessFile(in: "/nowhere") }
  #expect(error?.path == "/nowhere")
  #expect(error?.problem.contains("cannot hold a temporary file") == true)
  #expect(error?.fix.contains("TMPDIR") == true)
}
