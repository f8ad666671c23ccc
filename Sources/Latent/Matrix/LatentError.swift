/// What keeps a projection from being made.
public enum LatentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// LAPACK gave up on the eigenvalues of a matrix.
  case eigenvaluesNotFound(order: Int, status: Int)

  public var description: String {
    switch self {
    case .eigenvaluesNotFound(let order, let status):
      "the eigenvalues of a matrix of order \(order) were not found (LAPACK's dsyevr says "
        + "\(status)). Look for numbers beyond 1e100 in the embedding and leave those rows out."
    }
  }
}
