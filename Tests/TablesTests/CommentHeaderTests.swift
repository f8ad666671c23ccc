import Tables
import Testing

struct CommentHeaderTests {
  @Test func `a line of names and a line of formats behind number signs are a header`() throws {
    let table = try read(
      "#class,z,objid,type\n# 10A  ,E,K    ,I\nSTAR,0.5,1237648721743249512,6\n", name: "t.txt")
    #expect(table.columns.map(\.name) == ["class", "z", "objid", "type"])
    #expect(table.columns.map(\.info.type) == [.string, .float, .int64, .int64])
    #expect(table["objid"]?.values == .int64([1_237_648_721_743_249_512]))
    #expect(table["z"]?.values == .float([0.5]))
  }

  @Test func `formats before names with their own separator are a header`() throws {
    let table = try read("#F:MAG_U;F:MAG_G;D:Z\n23.5,22.25,0.5\n")
    #expect(table.columns.map(\.name) == ["MAG_U", "MAG_G", "Z"])
    #expect(table.columns.map(\.info.type) == [.float, .float, .double])
  }

  @Test func `a line for each column is a header, and gaps are vectors`() throws {
    let table = try read(
      """
      #   1 NUMBER       Running object number
      #   2 FLUX_APER    Flux in apertures      [count]
      #   4 ALPHA_J2000  Right ascension        [deg]
               1   10.5   11.5   150.25
               2   20.5   21.5   150.5

      """, name: "image.cat")
    #expect(table.columns.map(\.name) == ["NUMBER", "FLUX_APER", "FLUX_APER_1", "ALPHA_J2000"])
    #expect(table["ALPHA_J2000"]?.info.unit == "deg")
    #expect(table["FLUX_APER"]?.info.description == "Flux in apertures")
    #expect(table["FLUX_APER_1"]?.values == .double([11.5, 21.5]))
  }

  @Test func `rows of words follow a comment header, too`() throws {
    let table = try read("#name,class\nNGC1,GALAXY\nHD1,STAR\n")
    #expect(table["class"]?.values == .string(["GALAXY", "STAR"]))
    let plain = try read("# made by us, today\nname,class\nHD1,STAR\n")
    #expect(plain["class"]?.values == .string(["STAR"]))
  }

  @Test func `names that look like formats are names, where nothing else names`() throws {
    let table = try read("#A,E,K\n1.5,2.5,3\n")
    #expect(table.columns.map(\.name) == ["A", "E", "K"])
    #expect(table["K"]?.values == .int64([3]))
  }

  @Test func `a declared type gives way to cells that do not fit it`() throws {
    let table = try read("#a,b\n#E,K\n1.5,12\n2.5,x7\n")
    #expect(table["a"]?.info.type == .float)
    #expect(table["b"]?.info.type == .string)
  }

  @Test func `the types of an RDB table are no row`() throws {
    let table = try read("# note\nname\tn\n10S\tN\nx\t1\n  # note\ny\t2\n", name: "t.rdb")
    #expect(table["n"]?.values == .int64([1, 2]))
    #expect(table["name"]?.values == .string(["x", "y"]))
  }
}
