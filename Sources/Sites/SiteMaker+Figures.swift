internal import CairoRendering
private import Tensors

/// A figure that is drawn for a page.
struct WantedFigure: Sendable {
  var page: Page
  var block: SourceBlock
  var figure: FigureBlock
  var id: String
  var probe: Probe?
  var files: [FigureFile]
  /// The digest of what it is made of, where it is to be remembered.
  var key: String?
  /// The figure as it was the last time, where it is the same.
  var kept: KeptFigure?
}

/// A figure with its files.
struct DrawnFiles: Sendable {
  var wanted: WantedFigure
  /// Of the drawings that the page shows.
  var facts: [FigureVariant: DrawingFacts]
  var files: [(ending: String, file: DigestedFile)]
}

// The figures of pages: drawn, or taken as they were, and put away.
extension SiteMaker {
  /// All files of some figures; those that can't be drawn are left out, and said.
  mutating func draw(
    _ wanted: [WantedFigure], progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) -> [DrawnFiles] {
    let orders = wanted.indices.filter { wanted[$0].kept == nil }.flatMap { index in
      wanted[index].files.map { (index, $0) }
    }
    let done = PartsDone(of: orders.count, report: progress)
    let drawn = concurrentMap(orders.count, threads: jobs) { [resolver] number in
      defer { done.advance() }
      let (index, file) = orders[number]
      return Result { () throws(Finding) -> (DrawingFacts, DigestedFile) in
        let drawn = try wanted[index].figure.draw(file.variant)
        let drawing = file.part(of: drawn.drawing)
        let bytes = try resolver.file(drawing, as: file.format, file.options)
        return (DrawingFacts(drawn), DigestedFile(bytes))
      }
    }
    var next = 0
    var result: [DrawnFiles] = []
    for item in wanted {
      if let kept = item.kept {
        let facts = Dictionary(
          uniqueKeysWithValues: zip(FigureVariant.all, kept.facts).map { ($0, $1) })
        result.append(DrawnFiles(wanted: item, facts: facts, files: kept.files))
        continue
      }
      var figure = DrawnFiles(wanted: item, facts: [:], files: [])
      for file in item.files {
        switch drawn[next] {
        case .failure(let finding):
          let placed = finding.placed(at: item.block)
          // What ails a picture ails it in every width and theme.
          let isKnown = findings.contains { $0.place == placed.place && $0.rule == placed.rule }
          if !isKnown { findings.append(placed) }
        case .success(let (facts, content)):
          if file.use == .shown { figure.facts[file.variant] = facts }
          figure.files.append((file.ending, content))
        }
        next += 1
      }
      if figure.files.count == item.files.count { result.append(figure) }
    }
    return result
  }

  /// Puts the files of a figure away, and remembers them for its page.
  mutating func place(_ drawn: DrawnFiles, into made: inout MadeBlocks) {
    let item = drawn.wanted
    let ownStem = "\(item.page.name).\(item.id)"
    if let probe = item.probe {
      for image in 0..<probe.imageCount {
        let script = DigestedFile(probe.script(image))
        take(script, at: probe.path(image))
        made.others.append((probe.path(image), script))
      }
    }
    let stem = place(drawn.files, of: ownStem, id: item.id, page: item.page)
    made.figures[item.block.line] = PlacedFigure(
      block: item.figure, id: item.id, stem: stem, drawings: drawn.facts, probe: item.probe)
    guard let key = item.key else { return }
    made.kept.append(
      KeptFigure(
        key: key, id: item.id, ownStem: ownStem, stem: stem,
        facts: FigureVariant.all.compactMap { drawn.facts[$0] }, files: drawn.files))
  }

  /// Takes a page as it was the last time.
  ///
  /// - Returns: False where its text names files of figures that lie elsewhere now: it is then to be
  ///   written again.
  mutating func adopt(_ kept: KeptPage, _ page: Page) -> Bool {
    var known = stems
    for figure in kept.figures {
      let stem = Self.stem(of: figure.files, named: figure.ownStem, &known)
      guard stem == figure.stem else { return false }
    }
    for figure in kept.figures {
      _ = place(figure.files, of: figure.ownStem, id: figure.id, page: page)
    }
    for (path, file) in kept.others { take(file, at: path) }
    return true
  }

  /// Puts the files of a figure away; those of one that looks the same on several pages once.
  ///
  /// - Returns: What the files' names begin with.
  private mutating func place(
    _ files: [(ending: String, file: DigestedFile)], of ownStem: String, id: String, page: Page
  ) -> String {
    figureCount += 1
    // `a-b.md` and `a/b.md` give their figures the same names.
    if let other = owners.updateValue(page, forKey: ownStem), other.path != page.path {
      findings.append(
        Finding(
          "\(other.file) has a figure “\(id)” too, and its files would have one name.",
          file: page.file, help: ["Give one of the two another `id`."],
          rule: "figure/repeated-name"))
    }
    let stem = Self.stem(of: files, named: ownStem, &stems)
    guard stem == ownStem else { return stem }
    for (ending, file) in files { take(file, at: "figures/\(stem).\(ending)") }
    return stem
  }

  /// Where the files of a figure lie: with those of an equal one, if there is one.
  ///
  /// - Parameter stems: By the digests of its files, where an earlier figure has them.
  private static func stem(
    of files: [(ending: String, file: DigestedFile)], named ownStem: String,
    _ stems: inout [[String]: String]
  ) -> String {
    guard files.count == FigureFile.shown.count else { return ownStem }
    let digests = files.map(\.file.sha256)
    if let stem = stems[digests] { return stem }
    stems[digests] = ownStem
    return ownStem
  }
}
