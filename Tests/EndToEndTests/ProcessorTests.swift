import Foundation
import Testing

/// The kernels that OpenBLAS and oneDNN are told to choose, as if on another processor.
struct KernelSet: Sendable, CustomTestStringConvertible {
  /// `OPENBLAS_CORETYPE`.
  let core: String
  /// `ONEDNN_MAX_CPU_ISA`.
  let instructions: String

  var testDescription: String { "OpenBLAS for \(core), oneDNN up to \(instructions)" }

  var environment: [String: String] {
    ["OPENBLAS_CORETYPE": core, "ONEDNN_MAX_CPU_ISA": instructions, Self.mark: testDescription]
  }

  /// Names the set in the environment of tests that run under one.
  static let mark = "SKYSORT_KERNELS"
  static let isChosen = ProcessInfo.processInfo.environment[mark] != nil

  /// Every set this processor can run. The default of either library is one of them.
  static let all: [KernelSet] = {
    let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let isWide = processor.contains(" avx512bw")
    let cores = ["Haswell", "Zen", "Nehalem"] + (isWide ? ["SkylakeX"] : [])
    let instructions = ["SSE41", "AVX2"] + (isWide ? ["AVX512_CORE", "ALL"] : [])
    return cores.flatMap { core in
      instructions.map { KernelSet(core: core, instructions: $0) }
    }
  }()
}

/// What must not depend on threads, chunks or a row's place is tested with the kernels of every
/// kind of processor, in a process of its own, for the libraries choose when they are loaded.
@Suite(.serialized, .disabled(if: KernelSet.isChosen, "one set of kernels is chosen already"))
struct ProcessorTests {
  /// Says which tests run: all, if `SKYSORT_ALL_SUITES` is set; else those whose names promise
  /// the same result bit for bit.
  private static let filter =
    ProcessInfo.processInfo.environment["SKYSORT_ALL_SUITES"] == nil
    ? ["--filter", "bit for bit"] : []

  @Test(arguments: KernelSet.all)
  func `what is promised bit for bit holds with any kernels`(kernels: KernelSet) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = ["--testing-library", "swift-testing"] + Self.filter
    process.environment = ProcessInfo.processInfo.environment.merging(kernels.environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    let failures = text.split(separator: "\n").filter { $0.contains(" recorded an issue ") }
    #expect(
      process.terminationStatus == 0,
      "\(failures.prefix(20).joined(separator: "\n"))\n\(text.suffix(500))")
    // A filter that finds too little would pass as well.
    let count = try #require(
      text.firstMatch(of: /Test run with (\d+) tests/).flatMap { Int($0.1) }, "\(text.suffix(500))")
    #expect(count >= 25)
  }
}
