import Files

/// Every mistake of a tree of settings.
///
/// A type's decoding ends at the first one. That one is taken out of the tree, which is decoded
/// again, until there are none, or none that can be taken out. What is wrong only because something
/// was taken out is not told.
struct Mistakes {
  private(set) var found: [SettingsProblem]
  private var tree: StructuredValue
  private var removed: Set<[SettingsStep]> = []
  /// What was put in for names that are missing at the root, and how often.
  private var standIns: [String: Int] = [:]

  /// More are not looked for.
  private static let limit = 20

  init<Settings: Decodable>(
    first: SettingsProblem, of type: Settings.Type, in tree: StructuredValue
  ) {
    found = [first]
    self.tree = tree
    var last = first
    for _ in 0..<4 * Self.limit where found.count < Self.limit && takeOut(last) {
      do {
        _ = try StrictDecoder.decode(type, from: self.tree, path: nil)
        return
      } catch {
        if !isConsequence(error) { found.append(error) }
        last = error
      }
    }
  }

  /// One error, with every mistake on a line of its own where there are several.
  func error(path: String) -> SkysortError {
    guard found.count > 1 else { return found[0].error(path: path) }
    let lines = found.sorted { ($0.line ?? 0) < ($1.line ?? 0) }.map { mistake in
      let fix = mistake.fix.isEmpty ? "" : " \(mistake.fix)"
      return "\n  \(mistake.place): \(mistake.problem).\(fix)"
    }
    let count = "\(found.count) mistakes\(found.count == Self.limit ? " or more" : "")"
    let text = "has \(count):\(lines.joined())"
    return SkysortError(path: path, problem: text.hasSuffix(".") ? String(text.dropLast()) : text)
  }

  private func isConsequence(_ problem: SettingsProblem) -> Bool {
    if case .name(let name)? = problem.steps.first, standIns[name] != nil { return true }
    if let name = problem.missing {
      return removed.contains { path in
        guard path.dropLast() == problem.steps[...], case .name(let word)? = path.last else {
          return false
        }
        // The name itself, or one that was written in its place.
        return word == name || Spelling.suggestion(for: word, among: [name]) != nil
      }
    }
    return removed.contains { $0.starts(with: problem.steps) && !problem.steps.isEmpty }
  }

  /// - Returns: Whether the tree is another now.
  private mutating func takeOut(_ problem: SettingsProblem) -> Bool {
    if let name = problem.unknown { return remove(problem.steps + [.name(name)]) }
    guard let name = problem.missing else {
      if case .name(let name)? = problem.steps.first, standIns[name] != nil {
        return standIn(for: name)
      }
      return remove(problem.steps)
    }
    return problem.steps.isEmpty ? standIn(for: name) : remove(problem.steps)
  }

  private mutating func remove(_ steps: [SettingsStep]) -> Bool {
    guard !steps.isEmpty, let smaller = tree.removing(steps[...]) else { return false }
    tree = smaller
    removed.insert(steps)
    return true
  }

  /// Puts in a text, then a list, then a mapping.
  private mutating func standIn(for name: String) -> Bool {
    let contents: [StructuredValue.Content] = [.text("x"), .sequence([]), .mapping([])]
    let count = standIns[name, default: 0]
    guard count < contents.count else { return false }
    standIns[name] = count + 1
    let value = StructuredValue(contents[count], line: tree.line)
    tree = StructuredValue(
      .mapping(tree.members.filter { $0.name != name } + [.init(name: name, value: value)]),
      line: tree.line)
    return true
  }
}

extension StructuredValue {
  /// Without a part; elements of lists keep their places. `nil` where the part is not there.
  fileprivate func removing(_ steps: ArraySlice<SettingsStep>) -> StructuredValue? {
    let rest = steps.dropFirst()
    switch (content, steps.first) {
    case (.mapping(let members), .name(let name)?):
      guard let place = members.firstIndex(where: { $0.name == name }) else { return nil }
      var members = members
      if rest.isEmpty {
        members.remove(at: place)
      } else {
        guard let smaller = members[place].value.removing(rest) else { return nil }
        members[place] = Member(name: name, value: smaller)
      }
      return StructuredValue(.mapping(members), line: line)
    case (.sequence(let elements), .item(let place)?):
      guard elements.indices.contains(place), !elements[place].isOmitted else { return nil }
      var elements = elements
      if rest.isEmpty {
        elements[place].isOmitted = true
      } else {
        guard let smaller = elements[place].removing(rest) else { return nil }
        elements[place] = smaller
      }
      return StructuredValue(.sequence(elements), line: line)
    default: return nil
    }
  }
}
