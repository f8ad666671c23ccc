public import ArgumentParser
public import Tables

/// Which table is meant of FITS files that hold several.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Table of FITS files that hold several: a number from 0, or a name. Where absent, the one \
      that has the columns asked for, photometry, or positions.
      """, valueName: "name-or-number"))
  var hdu: HDUSelection?
}

extension HDUSelection: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
