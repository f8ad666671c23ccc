internal import COneDNN
internal import COpenBLAS

/// What computes the engine's products.
public enum EngineLibraries {
  /// Versions by name.
  public static var versions: [String: String] {
    var versions = ["oneDNN": unsafe String(cString: onednn_version_string())]
    if let text = unsafe openblas_get_config() {
      versions["OpenBLAS"] = unsafe String(cString: text).split(separator: " ").dropFirst().first
        .map(String.init)
    }
    return versions
  }

  /// The processor whose kernels OpenBLAS chose, which `OPENBLAS_CORETYPE` overrides.
  public static var openBLASCore: String { BLAS.core }

  /// The instruction set that oneDNN's kernels may use, under the limit of `ONEDNN_MAX_CPU_ISA`.
  public static var oneDNNInstructions: String {
    unsafe String(cString: onednn_instruction_set())
  }

  /// What the processor offers for products in half the width, under the limit that
  /// `ONEDNN_MAX_CPU_ISA` sets.
  public static var instructions: String {
    switch onednn_bfloat16_support() {
    case onednn_tiles: "bfloat16 tiles"
    case onednn_vectors: "bfloat16 vectors"
    default: "float32"
    }
  }
}
