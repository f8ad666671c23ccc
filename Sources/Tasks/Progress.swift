/// How far a task has come.
public struct ProgressUpdate: Sendable {
  /// What is being done: `classifying big.fits`.
  public let activity: String
  /// Units finished.
  public let completed: Int
  /// Units in all, where they are known beforehand.
  public let total: Int?
  /// What is counted: `rows`, `epochs`.
  public let unit: String
  /// More to say at this point: `validation loss 0.31`.
  public let detail: String
  /// A figure's course so far, for a small drawing: validation losses by epoch.
  public let trend: [Double]

  public init(
    activity: String, completed: Int, total: Int?, unit: String, detail: String = "",
    trend: [Double] = []
  ) {
    self.activity = activity
    self.completed = completed
    self.total = total
    self.unit = unit
    self.detail = detail
    self.trend = trend
  }
}

/// Receives progress, from any thread.
public typealias ProgressHandler = @Sendable (ProgressUpdate) -> Void
