import Foundation
import Testing

@testable import Explorer

struct PageFileTests {
  private static let texts = PageFiles.bundled.files.mapValues {
    String(decoding: $0.bytes, as: UTF8.self)
  }

  @Test func `every file the page names is built in, and every one that is, is named`() {
    var named: Set = ["/"]
    for text in Self.texts.values {
      named.formUnion(text.matches(of: /["'](\/page\/[a-z.]+)["']/).map { String($0.1) })
      named.formUnion(text.matches(of: /from "\.\/([a-z]+\.js)"/).map { "/page/\($0.1)" })
    }
    #expect(named == Set(Self.texts.keys))
  }

  @Test func `the page fetches nothing from elsewhere and runs no text`() {
    for (path, text) in Self.texts {
      for word in ["http://", "https://", "//cdn", "eval(", "new Function", "innerHTML", "@import"]
      {
        #expect(!text.contains(word), "\(path) has \(word)")
      }
      #expect(!text.contains("style=\""), "\(path) has a style the policy forbids")
    }
  }

  @Test func `files of the page are small`() {
    for (path, text) in Self.texts {
      #expect(text.split(separator: "\n").count < 500, "\(path)")
    }
  }
}
