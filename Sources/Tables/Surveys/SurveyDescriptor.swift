import Settings
import Sky

/// What a survey calls its columns, and what their numbers mean.
///
/// Read from the YAML files in `catalogs/`; the format is explained in the manual.
public struct SurveyDescriptor: Hashable, Sendable {
  /// Short, for the command line: `pan-starrs`.
  public let name: String
  public let title: String
  /// Where the survey documents its columns.
  public let source: String
  /// Names of columns that identify a source; of several columns, together.
  let identifier: [[String]]
  /// Columns that tell the sources of one image, tile or brick apart, and begin anew in the next.
  let localIdentifier: [String]
  /// Columns within which an identifier may have begun anew.
  let identifierScope: [String]
  let rightAscension: [String]
  let declination: [String]
  /// Columns that speak for this survey.
  let marks: [String]
  /// Scales the score; small for a descriptor that fits anything.
  let weight: Double
  /// In order of preference.
  let photometry: [PhotometryPattern]
  /// In order of wavelength.
  let bands: [BandDescriptor]
  let reddening: [String]
  let extinctionColumn: String?
  let transmissionColumn: String?
  let notObserved: [Double]
  let notDetected: [Double]
  let plausibleRange: ClosedRange<Double>?
  /// Of magnitudes whose unit does not say it.
  let magnitudeSystem: MagnitudeSystem?
  let classColumns: [String]
  /// Where none of `classColumns` is there.
  let classFallbacks: [String]
  /// A label in lower case to its class.
  let classNames: [String: String]
  let quality: [QualityColumn]
  /// Names, with `*` for any letters.
  let leaking: [String]
  let leakingUnlessBand: [String]
  let pointSourceCuts: [PointSourceCut]
}

/// How a survey writes one kind of photometry; `{band}` stands for the band.
///
/// A column that holds an array in each row has elements, counted from 0: `apflux_{band}[4]`.
/// Where the elements are the bands, `{index}` stands for the band's: `psfMag[{index}]`.
struct PhotometryPattern: Hashable, Sendable {
  /// Empty where every band has a name of its own in `columns`.
  let column: String
  let error: String?
  /// By band, its column; the first that a table has.
  var columns: [String: [String]] = [:]
  /// By band, its column of errors.
  var errors: [String: [String]] = [:]
  let errorMeaning: ErrorMeaning
  let kind: Kind
  /// Of fluxes: the magnitude of one unit; where it is `nil`, the column's unit or the table's
  /// header says it.
  let zeroPoint: Double?
  /// Of the column; a table that says another is believed.
  let unit: String?
  let isDereddened: Bool
  /// Fewer bands are taken for a chance.
  let minimumBands: Int
  /// The bands of an array's elements, in their order; the survey's bands where empty.
  let elements: [String]
  /// Of these columns, instead of the survey's own.
  let extinction: String?
  let transmission: String?

  enum Kind: String, Hashable, Sendable, SettingsWord {
    case magnitude, flux
    case asinhMagnitude = "asinh_magnitude"
  }

  /// Whether the columns are named by band.
  var isPerBand: Bool { column.contains("{band}") || isArray || !columns.isEmpty }

  /// Whether the bands are elements of one column.
  private var isArray: Bool { column.contains(Self.index) }

  private static let index = "{index}"

  /// A pattern of columns with the band's element in it.
  ///
  /// - Returns: `nil` where no element is the band's.
  func placed(_ pattern: String, _ band: BandDescriptor, of bands: [BandDescriptor]) -> String? {
    guard pattern.contains(Self.index) else { return pattern }
    let order = elements.isEmpty ? bands.map(\.name) : elements
    return order.firstIndex(of: band.name).map {
      pattern.replacing(Self.index, with: String($0))
    }
  }

  /// How many elements each row of the column must have; `nil` where any number will do.
  func elementCount(of bands: [BandDescriptor]) -> Int? {
    isArray ? (elements.isEmpty ? bands.count : elements.count) : nil
  }

  /// For people.
  var name: String { columns.isEmpty ? column : columns.values.joined().sorted().first ?? "" }
}

/// A band of a survey.
struct BandDescriptor: Hashable, Sendable {
  let name: String
  /// How columns spell it besides its name.
  let aliases: [String]
  /// Of asinh magnitudes, in units of the zero-magnitude flux.
  let softening: Double?
  /// A / E(B−V).
  let extinction: Double?
}
