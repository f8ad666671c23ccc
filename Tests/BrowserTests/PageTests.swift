import Foundation
import Tables
import TestSupport
import Testing

/// The page as its readers use it. Each test has a browser of its own, so one runs at a time.
@Suite(
  .serialized,
  .enabled(if: WebDriver.isPresent, "needs chromium and chromium-driver, which are not installed"))
struct PageTests {
  @Test func `a selection is labelled, survives a reload and is exported as it was drawn`()
    async throws
  {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      #expect(try await driver.text("return location.search + location.pathname") == "/")
      let counts = "return document.getElementById('counts').textContent"
      #expect(try await driver.text(counts) == "299 of 300 points shown; 1 have no place here")

      // Colour by a column of numbers, then by class again.
      try await driver.run(
        """
        const select = document.getElementById("colour");
        select.value = "outlier_score";
        select.dispatchEvent(new Event("change"));
        """)
      try await driver.wait(for: "document.querySelector('.ramp')")
      try await driver.run(
        """
        const select = document.getElementById("colour");
        select.value = "class";
        select.dispatchEvent(new Event("change"));
        """)
      try await driver.wait(for: "document.querySelectorAll('.group').length === 3")

      try await driver.click("input[value=lasso]")
      try await driver.drag(try await explorer.line(around: 1))
      try await driver.wait(for: "explorer.state.get('selection').count > 0")
      let selected = try await driver.run(
        """
        const points = explorer.state.get("points");
        return [...explorer.state.get("selection").places()].map((place) => points.keys[place]);
        """)
      let keys = try #require(selected as? [String])
      #expect(keys == explorer.identifiers(of: 1))

      try await driver.type("blue point", into: "#label-name")
      try await driver.click("#label-apply")
      try await driver.wait(for: "Object.keys(explorer.state.get('labels')).length > 0")
      try await driver.wait(for: "location.hash.includes('line=')")
      try await driver.reload()
      try await explorer.ready()
      #expect(
        try await driver.number("return Object.keys(explorer.state.get('labels')).length")
          == keys.count)
      try await driver.wait(for: "explorer.state.get('selection').count === \(keys.count)")

      for (button, name) in [("#export-csv", "labels.csv"), ("#export-fits", "labels.fits")] {
        try await driver.click(button)
        let exported = try TableFile.read(try await explorer.download(name))
        #expect(exported["id"]?.values == .int64(keys.compactMap { Int64($0) }))
        #expect(exported["label"]?.texts() == keys.map { _ in "blue point" })
      }
      try await driver.expectNoComplaints()
    }
  }

  @Test func `labels that clash are asked about, and undone by key`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      try await driver.run("explorer.selectKeys(['\(explorer.identifiers(of: 0)[0])'])")
      try await driver.type("one", into: "#label-name")
      try await driver.click("#label-apply")
      try await driver.wait(for: "Object.keys(explorer.state.get('labels')).length === 1")
      try await driver.run("explorer.selectKeys(\(explorer.identifiers(of: 0).prefix(3)))")
      try await driver.run("document.getElementById('label-name').value = ''")
      try await driver.type("two", into: "#label-name")
      try await driver.click("#label-apply")
      try await driver.wait(for: "!document.getElementById('conflict').hidden")
      let question = try await driver.text(
        "return document.getElementById('conflict-text').textContent")
      #expect(question.hasPrefix("1 of 3 objects already has another label: 1 one."))
      #expect(
        try await driver.number("return Object.keys(explorer.state.get('labels')).length") == 1)
      try await driver.click("#conflict-keep")
      try await driver.wait(for: "Object.keys(explorer.state.get('labels')).length === 3")
      #expect(
        try await driver.text("return Object.values(explorer.state.get('labels')).sort().join()")
          == "one,two,two")
      try await driver.run("document.getElementById('map').focus()")
      try await driver.press(["0"])
      try await driver.click("#undo")
      try await driver.wait(for: "Object.keys(explorer.state.get('labels')).length === 1")
      try await driver.expectNoComplaints()
    }
  }

  @Test func `the map, the table and the images show the same objects`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      try await driver.click("input[value=box]")
      try await driver.click("#zoom-out")
      let line = try await explorer.line(around: 2)
      let (xs, ys) = (line.map(\.x), line.map(\.y))
      try await driver.drag([
        (try #require(xs.min()), try #require(ys.min())),
        (try #require(xs.max()), try #require(ys.max())),
      ])
      let expected = explorer.identifiers(of: 2)
      try await driver.wait(for: "explorer.state.get('selection').count === \(expected.count)")
      try await driver.wait(for: "explorer.state.get('listed').length === \(expected.count)")
      #expect(
        try await driver.text(
          "return document.querySelector('.grid-row:not(.head) > div').textContent") == expected[0])

      // Taking a row out of the table takes it out of the selection; the filter narrows the list.
      try await driver.run("document.getElementById('grid').focus()")
      try await driver.press(["\u{E015}", " "])
      try await driver.wait(for: "explorer.state.get('selection').count === \(expected.count - 1)")
      try await driver.type("r < 17", into: "#filter")
      let magnitudes = explorer.table["r"]?.floats() ?? []
      let bright = magnitudes.indices.filter {
        $0 % 3 == 2 && $0 < 299 && $0 != 5 && magnitudes[$0] < 17
      }
      try await driver.wait(for: "explorer.state.get('listed').length === \(bright.count)")

      try await driver.click("#tab-cutouts")
      try await driver.wait(
        for: "[...document.querySelectorAll('#panel-cutouts img')].some((i) => i.naturalWidth > 0)")
      try await driver.click("#panel-cutouts .tile")
      let first = String(SimulatedLatentSpace.firstIdentifier + Int64(try #require(bright.first)))
      try await driver.wait(
        for: "document.getElementById('object-key')?.textContent === '\(first)'")
      #expect(try await driver.text("return explorer.state.get('object')") == first)
      try await driver.wait(for: "document.querySelectorAll('#object figure').length === 3")
      try await driver.wait(
        for: "[...document.querySelectorAll('#object img')].every((i) => i.naturalWidth === 16)")
      try await driver.expectNoComplaints()
    }
  }

  @Test func `the sky has east to the left and rows are told by id and position`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      try await driver.run(
        """
        const select = document.getElementById("preset");
        select.value = [...select.options].find((option) => option.text === "Sky").value;
        select.dispatchEvent(new Event("change"));
        """)
      try await driver.wait(for: "explorer.state.get('map').projection")
      // Where the page's own formula puts the sources, and whether the farther east is left of it.
      let farthest = try await driver.run(
        """
        const { project, unproject } = await import("/page/graticule.js");
        const { projection } = explorer.state.get("map");
        const points = explorer.state.get("points");
        let farthest = 0;
        for (let place = 0; place < points.count; place++) {
          const { rightAscension, declination } = points.position(place, explorer.table);
          const [x, y] = project(projection, rightAscension, declination);
          const [ra, dec] = unproject(projection, x, y);
          farthest = Math.max(
            farthest, Math.hypot(x - explorer.map.x[place], y - explorer.map.y[place]),
            Math.abs(ra - rightAscension), Math.abs(dec - declination));
        }
        return farthest;
        """)
      #expect(try #require((farthest as? NSNumber)?.doubleValue) < 1e-5)
      let ra = explorer.table["ra"]?.doubles() ?? []
      let dec = explorer.table["dec"]?.doubles() ?? []
      let east = try #require(ra.indices.max { ra[$0] < ra[$1] })
      let west = try #require(ra.indices.min { ra[$0] < ra[$1] })
      #expect(
        try await driver.number(
          "return explorer.map.screen(\(east))[0] < explorer.map.screen(\(west))[0] ? 1 : 0") == 1)
      // All sources lie on the canvas.
      let outside = """
        const { width, height } = explorer.map.camera;
        return [...explorer.map.x].filter((_, place) => {
          const [left, top] = explorer.map.screen(place);
          return left < 0 || top < 0 || left > width || top > height;
        }).length;
        """
      #expect(try await driver.number(outside) == 0)

      let text = "\(Self.fixed(ra[7])) +\(Self.fixed(dec[7]))"
      try await driver.run("explorer.hover(7, [100, 100])")
      let key = SimulatedLatentSpace.firstIdentifier + 7
      #expect(
        try await driver.text("return document.getElementById('tip').textContent")
          .hasPrefix("\(key)RA, Dec \(text)°"))
      try await driver.run("explorer.hover(-1); explorer.open(7)")
      try await driver.wait(for: "document.getElementById('object-position')")
      #expect(
        try await driver.text("return document.getElementById('object-position').title")
          == "\(text), degrees")
      #expect(
        try await driver.text(
          "return [...document.querySelectorAll('.head > div')].slice(0, 4)"
            + ".map((e) => e.textContent).join('|')") == "id|your label|ra deg|dec deg")
      let numbers = """
        const { measured } = await import("/page/dom.js");
        return [[3, 20.37929], [2, -0.001], [5, 1e-7], [0, 58039]]
          .map(([decimals, value]) => measured({ decimals, unit: "mag" }, value)).join("|");
        """
      #expect(
        try await driver.text(numbers)
          == "20.379 mag|0.00 mag|1e−7 mag|58039 mag")
      try await driver.expectNoComplaints()
    }
  }

  private static func fixed(_ value: Double) -> String { String(format: "%.5f", value) }

  @Test func `a filter searches everything, fades the map and says where it cannot be read`()
    async throws
  {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      let said = "return document.getElementById('filter-text').textContent"
      let shown = "return [...explorer.map.index.isShown ?? []].filter(Boolean).length"
      try await driver.type("qso", into: "#filter")
      try await driver.wait(for: "explorer.state.get('listed').length === 100")
      #expect(try await driver.text(said) == "100 of 300 match")
      #expect(try await driver.number(shown) == 100)
      #expect(
        try await driver.text("return document.getElementById('counts').textContent")
          == "299 of 300 points shown, of which 100 match; 1 have no place here")
      // A line encloses only what matches.
      try await driver.run("explorer.selectView()")
      try await driver.wait(for: "explorer.state.get('selection').count === 100")
      try await driver.run("explorer.select([], 'replace')")

      try await driver.run("document.getElementById('filter').value = ''")
      try await driver.type("r < 20 and clas = star", into: "#filter")
      try await driver.wait(
        for: "document.getElementById('filter').getAttribute('aria-invalid') === 'true'")
      let problem = try await driver.text(said)
      #expect(problem.hasPrefix("character 12: there is no column 'clas'."), "\(problem)")
      #expect(problem.contains("'class'"))
      #expect(try await driver.number("return explorer.state.get('listed').length") == 300)
      try await driver.expectNoComplaints()
    }
  }

  @Test func `decoding is offered in the model's own space, magnitudes go down`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      func choose(_ x: String, _ y: String) async throws {
        try await driver.run("explorer.state.set({ axes: { x: '\(x)', y: '\(y)' } })")
        try await driver.wait(for: "explorer.shownAxes.y === '\(y)'")
        try await driver.wait(for: "explorer.map.points.count === 300")
      }
      let isOffered = "return document.getElementById('probe-tool').hidden ? 0 : 1"
      #expect(try await driver.number(isOffered) == 0)
      try await choose("embedding[0]", "embedding[1]")
      try await driver.wait(for: "!document.getElementById('probe-tool').hidden")
      try await driver.click("#probe-tool")
      try await choose("umap_1", "r")
      try await driver.wait(for: "document.getElementById('probe-tool').hidden")
      #expect(
        try await driver.text("return document.querySelector('input[name=tool]:checked').value")
          == "pan")
      let magnitudes = try #require(explorer.table["r"]?.floats())
      let faint = try #require(
        magnitudes.indices.dropLast().max { magnitudes[$0] < magnitudes[$1] })
      let bright = try #require(
        magnitudes.indices.dropLast().min { magnitudes[$0] < magnitudes[$1] })
      try await driver.wait(
        for: "explorer.map.screen(\(bright))[1] < explorer.map.screen(\(faint))[1]")
      try await driver.expectNoComplaints()
    }
  }

  @Test func `everything on the map can be done by keys`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      try await driver.run("document.getElementById('map').focus()")
      let camera = "return JSON.stringify(explorer.map.camera.box())"
      let whole = try await driver.text(camera)
      try await driver.press(["+", "\u{E014}"])
      #expect(try await driver.text(camera) != whole)
      try await driver.press(["0", "n", " "])
      try await driver.wait(for: "explorer.state.get('selection').count === 1")
      try await driver.press(["\u{E007}"])
      try await driver.wait(for: "document.getElementById('object-key')")
      #expect(
        try await driver.text("return explorer.state.get('object')")
          == (try await driver.text("return document.getElementById('object-key').textContent")))
      try await driver.press(["v"])
      try await driver.wait(for: "explorer.state.get('selection').count === 299")
      try await driver.press(["\u{E00C}"])
      try await driver.wait(for: "explorer.state.get('selection').count === 0")
      try await driver.expectNoComplaints()
    }
  }

  @Test func `every control has a name and every image its words`() async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      let nameless = try await driver.run(
        """
        const name = (e) => (e.getAttribute("aria-label") || e.textContent || e.title
          || e.labels?.[0]?.textContent || "").trim();
        return [...document.querySelectorAll("button, a, input, select, [role=application], [role=grid]")]
          .filter((e) => name(e) === "").map((e) => e.outerHTML.slice(0, 80))
          .concat([...document.images].filter((i) => !i.hasAttribute("alt")).map((i) => i.src));
        """)
      #expect(nameless as? [String] == [])
      try await driver.expectNoComplaints()
    }
  }

  @Test(arguments: ["canvas", "WebGL"])
  func `a link shows the same view, whatever draws it`(renderer: String) async throws {
    try await BrowsedExplorer.whileOpen { explorer, driver in
      try await driver.run("explorer.selectKeys(\(explorer.identifiers(of: 1).prefix(4)))")
      try await driver.run("explorer.zoom(2)")
      try await driver.click("#tab-outliers")
      try await driver.wait(for: "location.hash.includes('ids=') && location.hash.includes('tab=')")
      let hash = try await driver.text("return location.hash")
      let origin = try await driver.text("return location.origin")
      try await driver.open("\(origin)/?renderer=\(renderer.lowercased())\(hash)")
      try await driver.wait(for: "window.explorer?.state.get('selection').count === 4")
      try await driver.wait(for: "location.hash.includes('tab=outliers')")
      // The page writes its address again once it has settled.
      try await driver.run("await new Promise((done) => setTimeout(done, 600))")
      #expect(try await driver.text("return location.hash") == hash)
      let kind = "return document.getElementById('frame').dataset.renderer"
      #expect(try await driver.text(kind) == renderer)
      let painted = try await driver.number(
        """
        explorer.map.draw();
        const canvas = document.createElement("canvas");
        const source = document.getElementById("points");
        [canvas.width, canvas.height] = [source.width, source.height];
        const context = canvas.getContext("2d");
        context.drawImage(source, 0, 0);
        const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        let painted = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at] > 0) painted++;
        return painted;
        """)
      #expect(painted > 1000)
      try await driver.expectNoComplaints()
    }
  }
}
