import Files
import Foundation
import TestSupport
import Testing

@Suite struct InputFilesTests {
  /// An input `a.csv` with other names of it, and a folder of an image, a table and a note.
  private static func inputs() throws -> (folder: TemporaryFolder, files: InputFiles) {
    let folder = try TemporaryFolder()
    let table = try folder.write("a.csv", "x,y\n1,2\n")
    let manager = FileManager.default
    try manager.linkItem(atPath: table, toPath: folder.file("hard.csv"))
    try manager.createSymbolicLink(atPath: folder.file("soft.csv"), withDestinationPath: "a.csv")
    try manager.createDirectory(
      atPath: folder.file("images"), withIntermediateDirectories: false)
    _ = try folder.write("images/1.fits", "SIMPLE  =                    T")
    _ = try folder.write("images/2.png", [0x89, 0x50, 0x4e, 0x47])
    _ = try folder.write("images/note.txt", "seen twice\n")
    _ = try folder.write("old.csv", "x\n1\n")
    return (folder, InputFiles([table, nil, folder.file("images"), folder.file("absent.csv")]))
  }

  @Test(arguments: [
    "a.csv", "hard.csv", "soft.csv", "./images/../a.csv", "images/1.fits", "images/2.png",
  ])
  func `an output that is an input by any name is refused`(output: String) throws {
    let (folder, files) = try Self.inputs()
    let error = #expect(throws: SkysortError.self) { try files.refuse([folder.file(output)]) }
    #expect(error?.exitCode == .usage)
    #expect(error?.path == folder.file(output))
  }

  @Test(arguments: ["new.csv", "old.csv", "images/new.fits", "images/note.txt", "absent.csv"])
  func `another output is not`(output: String) throws {
    let (folder, files) = try Self.inputs()
    try files.refuse([nil, folder.file(output)])
  }
}
