import Files

extension RunRegistry {
  /// What `runs rm` took away.
  public struct Removal: Sendable, Encodable {
    public let id: String
    /// Files and folders.
    public let removed: [String]
  }

  /// Forgets a run: its record, and what describes it as the latest of its folder.
  ///
  /// - Parameter outputs: Removes what runs wrote into the folder too, with all their records;
  ///   what anybody else put there stays.
  /// - Throws: `SkysortError`, with ``ExitCode/temporary`` where a run is writing there.
  public func remove(_ id: String, outputs: Bool) throws -> Removal {
    let entry = try entry(id)
    let lock = try FolderLock(entry.folder)
    let paths = outputs ? try written(in: entry.folder) : try records(of: entry)
    let removed = paths.filter(Paths.exists)
    for path in removed { try Paths.remove(path) }
    lock.release()
    if outputs, try Paths.list(entry.folder, hidden: true).isEmpty {
      try Paths.remove(entry.folder)
    }
    return Removal(id: entry.id, removed: removed)
  }

  private func records(of entry: Entry) throws -> [String] {
    let own = RunFiles.records(of: entry.folder).filter { path in
      (try? RunRecord.read(in: path))?.id == entry.id
    }
    let isLatest = own.contains { Paths.name(of: $0) == RunRecord.name }
    return own + (isLatest ? Self.descriptions(in: entry.folder) : [])
  }

  private static func descriptions(in folder: String) -> [String] {
    [RunCrate.name, RunCrate.pipelineName].map { Paths.join(folder, $0) }
  }

  /// Everything runs have made in a folder.
  private func written(in folder: String) throws -> [String] {
    let records = RunFiles.records(of: folder)
    var tasks = Set(PipelineLock.read(in: folder).tasks.keys)
    for path in records {
      let record = try? RunRecord.read(in: path)
      tasks.formUnion(record?.tasks.map(\.name) ?? [])
    }
    // A record may come from anywhere: no name in it leads out of the folder.
    let names = tasks.filter(PipelineDocument.isName).sorted()
    let own = names.flatMap { [$0, ".\($0).part", "\($0).old"] }
    let known = [
      PipelineLock.name, RunRecord.name, RunFiles.records, ".digests.json",
      ".digests-tool.json", ".skysort-lock",
    ]
    return (own + known).map { Paths.join(folder, $0) } + Self.descriptions(in: folder)
      + (folder == self.folder ? [Paths.join(folder, RunFiles.indexName)] : [])
  }
}
