import Glibc

/// A broad-band filter: a raised cosine with the real filter's middle and width.
///
/// - Source: Effective wavelengths and widths of Fukugita et al. 1996, AJ 111, 1748.
struct Passband: Sendable {
  let name: String
  /// Ångström.
  let nodes: [Double]
  /// Photon-counting weights of the nodes; their sum is 1.
  let weights: [Double]

  /// - Parameters:
  ///   - middle: Effective wavelength in ångström.
  ///   - width: Full width at half maximum in ångström.
  init(_ name: String, middle: Double, width: Double) {
    self.name = name
    let steps = (-7...7).map(Double.init)
    nodes = steps.map { middle + $0 * width / 8 }
    let raw = zip(steps, nodes).map { pow(cos(.pi * $0 / 16), 2) / $1 }
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
  }

  /// The AB magnitude of a spectrum, up to a constant that all bands fraction.
  func magnitude(of spectrum: some Spectrum) -> Double {
    var flux = 0.0
    for (node, weight) in zip(nodes, weights) { flux += weight * spectrum.fluxDensity(at: node) }
    return -2.5 * log10(flux)
  }

  /// The five filters of the Sloan Digital Sky Survey, u to z.
  static let sloan = [
    Passband("u", middle: 3551, width: 570), Passband("g", middle: 4686, width: 1390),
    Passband("r", middle: 6166, width: 1370), Passband("i", middle: 7480, width: 1500),
    Passband("z", middle: 8932, width: 950),
  ]

  /// Position of r in ``sloan``: the band that selects sources.
  static let reference = 2
}
