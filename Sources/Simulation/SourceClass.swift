/// What a simulated source truly is.
public enum SourceClass: String, CaseIterable, Codable, Sendable {
  case star = "STAR"
  case galaxy = "GALAXY"
  case quasar = "QSO"
}
