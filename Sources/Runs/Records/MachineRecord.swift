import Engine
import Files
import FoundationEssentials
import Glibc
import Tasks

/// The machine a run was made on, as far as results or their speed may depend on it.
struct MachineRecord: Codable, Hashable {
  let processor: String
  let architecture: String
  let cores: Int
  /// Bytes.
  let memory: Int64
  /// The kernel's name and version.
  let system: String
  /// What the engine computes products in, with the limit `ONEDNN_MAX_CPU_ISA` sets.
  let products: String
  /// The processor whose kernels OpenBLAS chose, which `OPENBLAS_CORETYPE` overrides; `nil` in
  /// records of earlier versions.
  let openBLASCore: String?
  /// The instruction set that oneDNN's kernels may use, under the same limit; `nil` likewise.
  let oneDNNInstructions: String?

  enum CodingKeys: String, CodingKey {
    case processor, architecture, cores, memory, system, products
    case openBLASCore = "openblas_core"
    case oneDNNInstructions = "onednn_isa"
  }

  static var current: MachineRecord {
    var names = utsname()
    unsafe uname(&names)
    return MachineRecord(
      processor: processorName, architecture: text(of: names.machine),
      cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      memory: Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE))),
      system: text(of: names.sysname) + " " + text(of: names.release),
      products: EngineLibraries.instructions, openBLASCore: EngineLibraries.openBLASCore,
      oneDNNInstructions: EngineLibraries.oneDNNInstructions)
  }

  /// What is different on another machine and may make results differ in their last digits, as
  /// `the processor was A and is B`.
  func decisiveDifferences(from other: MachineRecord) -> [String] {
    [
      ("the processor", other.processor, processor),
      ("its architecture", other.architecture, architecture),
      ("numbers of products", other.products, products),
      ("the core OpenBLAS computes for", other.openBLASCore, openBLASCore),
      ("oneDNN's instruction set", other.oneDNNInstructions, oneDNNInstructions),
    ].compactMap { (name: String, before: String?, now: String?) in
      guard let before, let now, before != now else { return nil }
      return "\(name) was \(before) and is \(now)"
    }
  }

  private static var processorName: String {
    let data = FileManager.default.contents(atPath: "/proc/cpuinfo") ?? Data()
    let text = String(decoding: data, as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line.flatMap { $0.split(separator: ":").last }
      .map { String($0.drop { $0 == " " }) } ?? "unknown"
  }

  private static func text<Tuple>(of tuple: Tuple) -> String {
    unsafe withUnsafeBytes(of: tuple) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension RunRecord.ToolRecord {
  /// This program.
  ///
  /// - Parameter folder: Where digests are remembered.
  static func current(in folder: String) -> RunRecord.ToolRecord {
    let program = "/proc/self/exe"
    var digests = ContentDigests(path: Paths.join(folder, ".digests-tool.json"))
    let build = (try? FileProbe(program).absolutePath).flatMap { try? digests.digest(of: $0) }
    digests.save()
    return RunRecord.ToolRecord(
      name: "skysort", version: Version.number, build: build ?? "",
      libraries: LibraryVersions.all)
  }
}
