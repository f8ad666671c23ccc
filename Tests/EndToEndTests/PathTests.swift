import Foundation
import TestSupport
import Testing

/// Paths are bytes: those that are not UTF-8 are read and written unchanged.
struct PathTests {
  @Test func `files of any name are read and written, and shown readably`() throws {
    let folder = try TemporaryFolder()
    let script = #"""
      set -e
      mkdir $'in\xff' && cd $'in\xff'
      printf 'id,ra,dec\n1,20,19\n' > $'caf\xe9.csv'
      $SKYSORT inspect $'caf\xe9.csv'
      $SKYSORT inspect $'caf\xe9.csv' --json > ../inspected.json
      $SKYSORT match $'caf\xe9.csv' $'caf\xe9.csv' --by id --id id -o $'../out\xfe.fits' --quiet
      $SKYSORT inspect $'../out\xfe.fits' > /dev/null
      $SKYSORT inspect $'absent\xe9.csv' || test $? = 66
      cd ..
      ls *.fits | od -An -c
      """#
    let outcome = try Program.shell(script, in: folder.path)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.hasPrefix(#"caf\xE9.csv: "#))
    #expect(outcome.output.contains("o   u   t 376   .   f   i   t   s"))
    #expect(outcome.messages.contains(#"absent\xE9.csv: cannot open"#))
    #expect(try folder.text("inspected.json").contains(#""path" : "caf\\xE9.csv""#))
  }
}
