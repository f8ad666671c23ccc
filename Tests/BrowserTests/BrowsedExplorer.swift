import Explorer
import Foundation
import Images
import Tables
import TestSupport

/// A simulated latent table with images, explored in a real browser.
final class BrowsedExplorer: Sendable {
  private let temporary: TemporaryFolder
  var folder: String { temporary.path }
  let table: Table
  let driver: WebDriver
  let address: String
  private let task: Task<Void, any Error>

  /// Opens the page and closes the browser again, whatever happens between.
  static func whileOpen(
    _ work: (_ explorer: BrowsedExplorer, _ driver: WebDriver) async throws -> Void
  ) async throws {
    let explorer = try await BrowsedExplorer()
    do {
      try await explorer.open()
      try await work(explorer, explorer.driver)
    } catch {
      await explorer.driver.close()
      throw error
    }
    await explorer.driver.close()
  }

  private init(rowCount: Int = 300) async throws {
    temporary = try TemporaryFolder()
    let folder = temporary.path
    table = SimulatedLatentSpace(rowCount: rowCount).table()
    let path = "\(folder)/latent.fits"
    try TableFile.write(table, to: path)
    let images = try ImageFolder(folder, table: table)
    let server = ExplorerServer(
      table: try LatentTable.read(path),
      labels: try LabelStore("\(folder)/labels.sqlite", identifier: "id"), images: images,
      reconstruction: images, decoder: images)
    let (addresses, continuation) = AsyncStream<String>.makeStream()
    var generator = SystemRandomNumberGenerator()
    let token = AccessToken(using: &generator)
    task = Task { try await server.run(token: token) { continuation.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    address = await iterator.next() ?? ""
    driver = try await WebDriver(downloads: folder)
  }

  deinit { task.cancel() }

  /// Opens the page and waits until all of it is there.
  func open(_ part: String = "") async throws {
    try await driver.open(address + part)
    try await ready()
  }

  func ready() async throws {
    try await driver.wait(for: "window.explorer && document.querySelector('.grid-row:not(.head)')")
  }

  /// A file the page offered, once it is whole.
  func download(_ name: String) async throws -> String {
    let path = "\(folder)/\(name)"
    for _ in 0..<200 where !FileManager.default.fileExists(atPath: path) {
      try await Task.sleep(for: .milliseconds(50))
    }
    return path
  }

  /// A closed line around one heap, in pixels of the page.
  func line(around kind: Int, radius: Float = 3.4) async throws -> [(x: Double, y: Double)] {
    let centre = SimulatedLatentSpace.centre(of: kind)
    var line: [(x: Double, y: Double)] = []
    for step in 0...16 {
      let angle = Float(step) / 16 * 2 * .pi
      let (x, y) = (centre.x + radius * cos(angle), centre.y + radius * sin(angle))
      let place = try await driver.run(
        """
        const box = document.getElementById("map").getBoundingClientRect();
        const [left, top] = explorer.map.camera.toScreen(\(x), \(y));
        return [box.left + left, box.top + top];
        """)
      guard let pair = place as? [NSNumber], pair.count == 2 else { continue }
      line.append((pair[0].doubleValue, pair[1].doubleValue))
    }
    return line
  }

  /// Identifiers of the rows of one class that have a place.
  func identifiers(of kind: Int) -> [String] {
    stride(from: kind, to: table.rowCount - 1, by: 3).map {
      String(SimulatedLatentSpace.firstIdentifier + Int64($0))
    }
  }
}

/// PNG files, one a row; the reconstruction is a darker image.
struct ImageFolder: ExplorerImages, ImageReconstruction, LatentDecoder {
  let folder: String

  init(_ folder: String, table: Table) throws {
    self.folder = folder
    for row in 0..<table.rowCount {
      let samples = (0..<256).map { UInt8(($0 / 16 * 8 + row) % 256) }
      let bytes = PNGEncoder.encode(width: 16, height: 16, channels: 1, samples: samples)
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(row).png"))
    }
  }

  func image(ofRow row: Int) throws -> Image? {
    try ImageFile.open("\(folder)/\(row).png").image()
  }

  func image(of latent: [Float]) throws -> Image {
    Image(
      height: 8, width: 8, channels: 1, largestSample: 255,
      samples: [Float](repeating: 128, count: 64))
  }

  func reconstruction(ofRow row: Int) throws -> (seen: Image, given: Image)? {
    guard let seen = try image(ofRow: row) else { return nil }
    var given = seen
    for place in given.samples.indices { given.samples[place] *= 0.5 }
    return (seen, given)
  }
}
