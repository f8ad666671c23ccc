import Files
import Foundation
import TestSupport
import Testing

/// Whether another process gets the lock of a folder.
private func isFree(_ folder: String) throws -> Bool {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["flock", "-n", "\(folder)/.skysort-lock", "true"]
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus == 0
}

@Test func `a folder is held by one run at a time`() throws {
  let folder = try TemporaryFolder()
  let lock = try FolderLock(folder.path)
  let error = #expect(throws: SkysortError.self) { _ = try FolderLock(folder.path) }
  #expect(error?.exitCode == .temporary)
  #expect(
    error?.description == "\(folder.path): is in use by another run. "
      + "Wait for it to end, or choose another folder.")
  #expect(try !isFree(folder.path))
  lock.release()
  #expect(try isFree(folder.path))
  try FolderLock(folder.path).release()
}

@Test func `a lock ends with the work that throws`() throws {
  struct Stop: Error {}
  let folder = try TemporaryFolder()
  func work() throws {
    let lock = try FolderLock(folder.path)
    if try !isFree(folder.path) { throw Stop() }
    lock.release()
  }
  #expect(throws: Stop.self) { try work() }
  #expect(try isFree(folder.path))
}

@Test func `locks of two folders do not meet`() throws {
  let folder = try TemporaryFolder()
  let first = try FolderLock("\(folder.path)/a")
  let second = try FolderLock("\(folder.path)/b")
  second.release()
  #expect(try !isFree("\(folder.path)/a"))
  first.release()
}

@Test func `a folder that is not there is made`() throws {
  let folder = try TemporaryFolder()
  try FolderLock("\(folder.path)/new/below").release()
  #expect(Paths.isFolder("\(folder.path)/new/below"))
}

@Test func `a file is no folder to lock`() throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("file", "")
  let error = #expect(throws: SkysortError.self) { _ = try FolderLock(path) }
  #expect(error?.exitCode == .inputOutput)
}

@Test func `a link in the place of the lock is not followed`() throws {
  let folder = try TemporaryFolder()
  try FileManager.default.createSymbolicLink(
    atPath: folder.file(".skysort-lock"), withDestinationPath: "target")
  #expect(throws: SkysortError.self) { _ = try FolderLock(folder.path) }
  #expect(!Paths.exists("\(folder.path)/target"))
}
