import Foundation
import Testing

/// Headers and library of another version of oneDNN somewhere below a folder, as PyPI's packages
/// lay them out in a virtual environment.
struct OneDNNFolder {
  /// The folder with `oneapi/dnnl/dnnl.h`.
  let headers: String
  let library: String
  /// What the program needs at run time: where libraries lie, and SYCL's driver of the processor.
  let environment: [String: String]

  static let path = ProcessInfo.processInfo.environment["SKYSORT_ONEDNN3"]

  init(_ path: String) throws {
    let files = FileManager.default.enumerator(
      at: URL(filePath: path), includingPropertiesForKeys: nil)
    let all = (files?.compactMap { $0 as? URL } ?? []).map(\.path).sorted()
    let header = try #require(
      all.first { $0.hasSuffix("/oneapi/dnnl/dnnl.h") }, "no oneapi/dnnl/dnnl.h below \(path)")
    headers = String(header.dropLast("/oneapi/dnnl/dnnl.h".count))
    library = try #require(
      all.first { $0.contains("/libdnnl.so") }, "no libdnnl.so below \(path)")
    let needed = ["/libdnnl.so", "/libtbb.so", "/libsycl.so", "/libsvml.so"].compactMap { name in
      all.first { $0.contains(name) }.map { URL(filePath: $0).deletingLastPathComponent().path }
    }
    var found = ["LD_LIBRARY_PATH": needed.joined(separator: ":")]
    if let driver = all.first(where: { $0.hasSuffix("/libintelocl.so") }) {
      found["OCL_ICD_FILENAMES"] = driver
    }
    environment = found
  }
}
