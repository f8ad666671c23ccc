/// The doors to tables in text files.
enum TextTable {
  static func open(_ path: String) throws(TableError) -> any TableReader {
    throw TableError(path: path, problem: "text tables are not read yet")
  }

  static func create(
    _ path: String, format: TableFormat, isCompressed: Bool, copying input: any TableReader,
    adding added: [ColumnInfo], header: [HeaderEntry], history: [String]
  ) throws(TableError) -> any TableWriter {
    throw TableError(path: path, problem: "text tables are not written yet")
  }
}
