import Foundation
import TestSupport
import Testing

/// Models of images from the command line: simulated galaxies, and the sources of a simulated field.
struct ImageModelTests {
  /// Small simulated galaxies and a model of them; made once.
  private static let galaxies = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--cutouts", "120", "--side", "32", "--quiet")
    #expect(made.status == 0, "\(made.messages)")
    _ = try folder.write(
      "forms.yaml", "model: cnn\nimages: {image_size: 16, test_time_augmentation: 8}\n")
    let trained = try Program.run(
      "train", folder.file("cutouts.fits"), "--label", "morphology", "--config",
      folder.file("forms.yaml"), "--epochs", "2", "-o", folder.file("forms.safetensors"),
      "--report", folder.file("report"), "--json", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    let outcome = try trained.json()
    #expect(outcome["loader"] is [String: Any])
    return folder
  }

  @Test func `a cube of images is learned, labelled and reported with thumbnails`() throws {
    let folder = try Self.galaxies.get()
    let page = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
    for title in ["Images", "Where the network looked", "Filters of the first layer"] {
      #expect(page.contains(title), "\(title)")
    }
    #expect(page.contains("data:image/png;base64,"))
    let labelled = try Program.run(
      "classify", "--model", folder.file("forms.safetensors"), folder.file("cutouts.fits"), "-o",
      folder.file("catalog.csv"), "--mc-dropout-samples", "3", "--json")
    #expect(labelled.status == 0, "\(labelled.messages)")
    #expect(try labelled.json()["rows"] as? Int == 120)
    let catalog = try String(contentsOfFile: folder.file("catalog.csv"), encoding: .utf8)
    #expect(catalog.prefix { $0 != "\n" }.contains("p_std"))
  }

  /// Of every verb that reports.
  @Test func `reports name the model and its settings, and have no blank rows`() throws {
    let folder = try Self.galaxies.get()
    let model = "forms.safetensors"
    let forms = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
    for text in [
      "Setting images", "Setting training.epochs", "forms.yaml: the recipe",
      "3 channels (g, r, i), in 8 orientations",
      "cnn, 1 member<",
    ] {
      #expect(forms.contains(text), "\(text)")
    }
    #expect(
      !forms.contains("batch_size") && !forms.contains("Hidden layers")
        && !forms.contains(">Features<"))

    func page(_ name: String, _ arguments: [String]) throws -> String {
      let run = try Program.run(arguments + ["--quiet"])
      #expect(run.status == 0, "\(run.messages)")
      return try String(contentsOfFile: folder.file(name), encoding: .utf8)
    }
    for arguments in [
      ["classify", "--model", folder.file(model), folder.file("cutouts.fits"), "-o"]
        + [folder.file("named.fits")],
      ["encode", "--model", folder.file(model), folder.file("cutouts.fits"), "-o"]
        + [folder.file("codes.fits")],
    ] {
      let run = try Program.run(arguments + ["--quiet"])
      #expect(run.status == 0, "\(run.messages)")
    }
    let catalog = folder.file("named.fits")
    let pages = [
      try page(
        "v/report.html",
        ["validate", catalog, "--truth", "morphology", "--report", folder.file("v")]),
      try page(
        "c/compare.html",
        ["compare", catalog, catalog, "--names", "one,two", "--report", folder.file("c")]),
      try page(
        "p/report.html",
        [
          "project", folder.file("codes.fits"), "--make", "pca", "-o", folder.file("map.fits"),
          "--report", folder.file("p"),
        ]),
    ]
    let digests = forms.matches(of: /(?:Model|Settings) SHA-256<\/th><td class="code">(\w+)/)
    #expect(digests.count == 2)
    for page in pages {
      #expect(page.contains(model) && digests.allSatisfy { page.contains($0.1) })
    }
    for page in pages + [forms] {
      for cell in ["></td>", "></th>"] { #expect(!page.contains(cell)) }
    }
  }

  @Test(arguments: ["cnn", "cnn-large", "vgg", "resnet18", "autoencoder"])
  func `the command line names the kind where the settings are silent`(kind: String) throws {
    let folder = try Self.galaxies.get()
    let settings = try folder.write("silent-\(kind).yaml", "images: {image_size: 32}\n")
    let trained = try Program.run(
      "train", folder.file("cutouts.fits"), "--label", "morphology", "--model", kind, "--config",
      settings, "--epochs", "1", "-o", folder.file("\(kind).safetensors"), "--json", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    #expect(try trained.json()["kind"] as? String == kind)
  }

  @Test func `images beyond the memory for them wait in a temporary file`() throws {
    let folder = try Self.galaxies.get()
    var models: [Data] = []
    for megabytes in ["2000", "0"] {
      let model = "memory\(megabytes).safetensors"
      let trained = try Program.run(
        "train", folder.file("cutouts.fits"), "--label", "morphology", "--config",
        folder.file("forms.yaml"), "--epochs", "1", "-o", folder.file(model), "--image-memory",
        megabytes, "--quiet")
      #expect(trained.status == 0, "\(trained.messages)")
      models.append(try folder.bytes(model))
    }
    #expect(firstDifference(models[0], models[1]) == nil)
  }

  @Test(arguments: [
    // A folder that cannot be written, and a limit on the size of files.
    ("exec", "/proc", "/proc: cannot hold a temporary file"),
    ("trap '' XFSZ; ulimit -f 100; exec", "", "MB: file too large"),
  ])
  func `a temporary file that finds no room names its folder and the way out`(
    start: String, temporary: String, told: String
  ) throws {
    let folder = try Self.galaxies.get()
    let place = temporary.isEmpty ? folder.path : temporary
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "\(start) \"$@\"", "sh", Program.path, "train", folder.file("cutouts.fits"), "--label",
      "morphology", "--config", folder.file("forms.yaml"), "-o", folder.file("none.safetensors"),
      "--image-memory", "0", "--quiet",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": place]) { $1 }
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74, "\(text)")
    #expect(text.contains(told) && text.contains(place) && text.contains("TMPDIR"), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("none.safetensors")))
  }

  @Test func `a catalog of images does not depend on threads`() throws {
    let folder = try Self.galaxies.get()
    for threads in ["1", "2"] {
      let labelled = try Program.run(
        "classify", "--model", folder.file("forms.safetensors"), folder.file("cutouts.fits"), "-o",
        folder.file("threads\(threads).fits"), "--threads", threads, "--quiet")
      #expect(labelled.status == 0, "\(labelled.messages)")
    }
    #expect(
      firstDifference(try folder.bytes("threads1.fits"), try folder.bytes("threads2.fits")) == nil)
  }

  @Test func `a model is trained on with fewer classes`() throws {
    let folder = try Self.galaxies.get()
    let settings = try folder.write(
      "hands.yaml", "labels: {merge: {spiral: [spiral_cw, spiral_acw]}, ignore: [merger]}\n")
    let trained = try Program.run(
      "retrain", "--from", folder.file("forms.safetensors"), folder.file("cutouts.fits"),
      "--label", "morphology", "--config", settings, "--epochs", "1", "--freeze", "encoder",
      "--new-classes", "--drop-classes", "-o", folder.file("hands.safetensors"), "--json", "--quiet"
    )
    #expect(trained.status == 0, "\(trained.messages)")
    #expect(try trained.json()["classes"] as? [String] == ["edge_on", "elliptical", "spiral"])
  }

  @Test func `sources are cut out of band images while they are labelled`() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--images", "--width", "400", "--height", "400", "--bands",
      "g,r", "--density", "60", "--quiet")
    #expect(made.status == 0, "\(made.messages)")
    let images = "g=\(folder.file("image-g.fits")),r=\(folder.file("image-r.fits"))"
    let cut = try Program.run(
      "cutouts", "--image", images, "--catalog", folder.file("catalog.fits"), "--size", "24",
      "--keep", "*", "-o", folder.file("cutouts.fits"), "--quiet")
    #expect(cut.status == 0, "\(cut.messages)")
    let settings = try folder.write("fused.yaml", "images: {image_size: 16}\n")
    let trained = try Program.run(
      "train", folder.file("cutouts.fits"), "--label", "true_class", "--config", settings,
      "--model", "fused",
      "--epochs", "2", "-o", folder.file("fused.safetensors"), "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    let direct = try Program.run(
      "classify", "--model", folder.file("fused.safetensors"), folder.file("catalog.fits"),
      "--band-images", images, "-o", folder.file("direct.csv"), "--json")
    #expect(direct.status == 0, "\(direct.messages)")
    let cube = try Program.run(
      "classify", "--model", folder.file("fused.safetensors"), folder.file("catalog.fits"),
      "--images", folder.file("cutouts.fits"), "-o", folder.file("cube.csv"), "--json")
    #expect(cube.status == 0, "\(cube.messages)")
    #expect(
      firstDifference(try folder.bytes("direct.csv"), try folder.bytes("cube.csv")) == nil)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.contains("scratch") })
  }

  @Test func `images in other numbers than the model's are refused`() throws {
    let folder = try Self.galaxies.get()
    let images = try TemporaryFolder()
    let pixel = Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    try #require(pixel).write(to: URL(fileURLWithPath: images.file("one.png")))
    let labelled = try Program.run(
      "classify", "--model", folder.file("forms.safetensors"), images.path, "-o",
      images.file("out.csv"))
    #expect(labelled.status == 65)
    #expect(labelled.messages.contains("are wanted"))
    #expect(!FileManager.default.fileExists(atPath: images.file("out.csv")))
  }
}
