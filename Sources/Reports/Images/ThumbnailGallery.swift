/// Captioned thumbnails side by side, in groups.
struct ThumbnailGallery: Sendable {
  struct Group: Sendable {
    /// Empty for none.
    let title: String
    let thumbnails: [Thumbnail]
  }

  let title: String
  let caption: Markup
  let groups: [Group]
  /// Whether pixels stay squares when they are enlarged.
  var isPixelated = false

  func markup(number: Int) -> Markup {
    let body = groups.map { group -> Markup in
      let heading: Markup = group.title.isEmpty ? "" : "<h3>\(group.title)</h3>\n"
      let items = group.thumbnails.map { $0.markup(isPixelated: isPixelated) }
      // Small groups share a line.
      return """
        <div class="group" style="--count:\(min(items.count, Self.perLine))">
        \(heading)<ul class="thumbnails">
        \(items)</ul>
        </div>

        """
    }
    return """
      <figure class="gallery" id="figure-\(number)">
      <figcaption><b>Figure \(number). \(title).</b> \(caption)</figcaption>
      <div class="groups\(isPixelated ? " small" : "")">
      \(body)</div>
      </figure>

      """
  }

  /// On a page of full width.
  private static let perLine = 8
}

/// An image with a few words below.
struct Thumbnail: Sendable {
  let image: PortableImage
  /// What it shows, for readers who cannot see it.
  let alternative: String
  /// The first in the page's ink, the others softer.
  var lines: [String] = []
  /// Drawn over the image.
  var overlay: Markup?

  func markup(isPixelated: Bool) -> Markup {
    let words = lines.filter { !$0.isEmpty }.enumerated().map { index, line -> Markup in
      index == 0 ? "<b>\(line)</b>" : "<span>\(line)</span>"
    }
    return """
      <li><div class="image">\
      \(image.markup(alternative: alternative, isPixelated: isPixelated))\(overlay)</div>\
      \(words)</li>

      """
  }
}

/// How much each part of an image matters, as squares over it: orange where the prediction
/// needs the part, blue where the part speaks against it.
struct OcclusionOverlay: Sendable {
  let occlusion: ImageGallery.Occlusion

  /// An `svg` element that fills what it lies in.
  var markup: Markup {
    let strongest = occlusion.drops.lazy.filter(\.isFinite).map(abs).max() ?? 0
    let squares = occlusion.drops.indices.map { index in
      square(index, fraction: strongest > 0 ? occlusion.drops[index] / strongest : 0)
    }
    return """
      <svg class="overlay" aria-hidden="true" preserveAspectRatio="none" \
      viewBox="0 0 \(occlusion.columns) \(occlusion.rows)" xmlns="http://www.w3.org/2000/svg">\
      \(squares)</svg>
      """
  }

  private func square(_ index: Int, fraction: Float) -> Markup {
    let opacity = Numeral.plain(Double(abs(fraction)) * 0.6, 2)
    guard fraction.isFinite, opacity != "0.00" else { return "" }
    return """
      <rect class="\(fraction > 0 ? "needed" : "opposed")" x="\(index % occlusion.columns)" \
      y="\(index / occlusion.columns)" width="1" height="1" fill-opacity="\(opacity)"/>
      """
  }
}
