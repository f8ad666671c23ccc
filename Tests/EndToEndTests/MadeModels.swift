import Foundation
import TestSupport
import Testing

/// A simulated field in g and r, a model of its detected magnitudes, and one of its cutouts; made
/// once.
enum MadeModels {
  /// The models are `table.safetensors` and `images.safetensors`.
  static let field = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    let field = try Program.run(
      "simulate", "-o", folder.path, "--images", "--width", "300", "--height", "300", "--bands",
      "g,r", "--sources", "90", "--seed", "4", "--quiet")
    #expect(field.status == 0, "\(field.messages)")
    let images = "\(folder.file("image-g.fits")),\(folder.file("image-r.fits"))"
    let rows = (0..<60).map { row in
      "\(row),\(150 + Double(row) / 100),2,\(17 + row % 5),0.1,\(16 + row % 7),0.1,"
        + (row % 2 == 0 ? "STAR" : "GALAXY")
    }
    let table = try folder.write(
      "labelled.csv",
      "id,ra,dec,mag_auto_g,magerr_auto_g,mag_auto_r,magerr_auto_r,class\n"
        + rows.joined(separator: "\n") + "\n")
    let settings = try folder.write("images.yaml", "model: cnn\nimages: {image_size: 16}\n")
    for arguments in [
      ["train", table, "-o", folder.file("table.safetensors"), "--model", "logistic"],
      [
        "cutouts", "--image", images, "--catalog", folder.file("catalog.fits"), "--keep", "all",
        "--size", "16", "-o", folder.file("cutouts.fits"),
      ],
      [
        "train", folder.file("cutouts.fits"), "--label", "true_class", "--config", settings,
        "-o", folder.file("images.safetensors"),
      ],
    ] {
      let epochs = arguments[0] == "train" ? ["--epochs", "1"] : []
      let run = try Program.run(arguments + epochs + ["--quiet"])
      #expect(run.status == 0, "\(run.messages)")
    }
    return folder
  }
}
