import Files
import Models
import Settings
import Tables
import Tasks

/// Digests of what tasks read and wrote.
struct TaskDigests {
  let runFolder: String
  let taskNames: Set<String>
  var contents: ContentDigests

  /// SHA-256 of every input by its path as the pipeline has it; empty for words that name no
  /// file.
  mutating func inputs(of entry: PipelineEntry) throws -> [String: String] {
    var digests: [String: String] = [:]
    for input in entry.inputs {
      digests[input.text] = try digest(of: path(TaskInput(input.text)))
    }
    if let survey = entry.tree["config"]?["survey"]?.word, Paths.exists(survey) {
      digests[survey] = try digest(of: survey)
    }
    if let images = try NamedImages(entry, path: { path(TaskInput($0)) }) {
      digests["images of \(images.column)"] = try digest(of: images.files)
    }
    return digests
  }

  /// SHA-256 of every file in a task's folder; `nil` where there is no folder.
  mutating func outputs(of task: String) throws(SkysortError) -> [String: String]? {
    let folder = Paths.join(runFolder, task)
    guard Paths.isFolder(folder) else { return nil }
    var digests: [String: String] = [:]
    for name in try Paths.files(below: folder) {
      digests[name] = try contents.digest(of: Paths.join(folder, name))
    }
    return digests
  }

  /// Where an input is.
  func path(_ input: TaskInput) -> String {
    input.task(among: taskNames) == nil ? input.path : Paths.join(runFolder, input.path)
  }

  private mutating func digest(of path: String) throws(SkysortError) -> String {
    guard Paths.exists(path) else { return "" }
    guard Paths.isFolder(path) else { return try contents.digest(of: path) }
    return try digest(of: Paths.files(below: path).map { Paths.join(path, $0) })
  }

  /// Of several files together, names and all; those that are not there count as such.
  private mutating func digest(of files: [String]) throws(SkysortError) -> String {
    var text = ""
    for file in files {
      let digest = Paths.exists(file) ? try contents.digest(of: file) : "nothing"
      text += "\(digest) \(Paths.name(of: file))\n"
    }
    return Digest.sha256(text)
  }
}

/// Image files that a task reads because a column of its table names them.
struct NamedImages {
  let column: String
  /// In the order of the rows.
  let files: [String]

  /// - Parameter path: Where an input is.
  /// - Returns: `nil` where the task looks at no such images, or cannot be asked.
  init?(_ entry: PipelineEntry, path: (String) -> String) throws {
    guard let (name, hdu, images) = entry.task.imageTable else { return nil }
    let table = path(name)
    guard Paths.exists(table), !Paths.isFolder(table),
      let reader = try? TableFile.open(
        table, hdu: hdu, wanted: [images].compactMap(\.self)),
      let column = ImageSourceChoice.column(images, of: reader.schema)
    else { return nil }
    let source = ImageFiles(column: column, folder: Paths.folder(of: table))
    self.column = column
    files = source.paths(of: try TableFile.read(reader, columns: [column])).compactMap { $0 }
  }
}
