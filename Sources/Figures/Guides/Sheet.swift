import Drawings

/// How a sheet is set: larger where there is a page for it.
private struct SheetStyle {
  let text: Font
  let small: Font
  let strong: Font
  let box: Size
  let left: Double
  let right: Double
  let hasAnswers: Bool
  /// Whether it has a page.
  let isWide: Bool

  init(_ sketch: Sketch, hasAnswers: Bool) {
    let isWide = sketch.width >= 420
    let size = isWide ? 10.0 : 7
    text = Font(size: size)
    small = Font(size: isWide ? 8.5 : 6)
    strong = Font(size: size, weight: .semibold)
    // Room for a pencil, and for a punch; no wider than a page is.
    box = isWide ? Size(52, 22) : Size(30, 12)
    left = isWide ? max(40, (sketch.width - 520) / 2) : sketch.left
    right = sketch.width - left
    self.isWide = isWide
    self.hasAnswers = hasAnswers
  }

  var width: Double { right - left }
}

extension Sketch {
  /// Steps from elements to the number, then two questions.
  mutating func worksheet(
    _ numbers: WorksheetNumbers, _ subject: WorksheetSubject, _ options: FigureOptions,
    heading: String
  ) {
    let style = SheetStyle(self, hasAnswers: subject.hasAnswers)
    y = style.isWide ? 36 : y
    let title = Font(size: style.text.size + 3, weight: .semibold)
    y = text(
      lines: wrapped(heading, title, to: style.width), title, theme.ink, x: style.left, top: y)
    if options.title != nil {
      let sheet = "heet \(NumberFormat.count(subject.seed))"
      paragraph(subject.hasAnswers ? "Key to s\(sheet)" : "S\(sheet)", style, muted: true)
    }
    if !subject.hasAnswers { nameLine(style) }
    y += style.text.size * 0.6
    paragraph(
      "A network predicts p for each class at each position; the label y is 1 where the class is, "
        + "else 0. The loss of an element is the squared error, (p − y)². Fill in every box; every "
        + "answer has two decimals.", style)
    paragraph(
      "Squares: "
        + (1...9).map { "0.\($0)²\u{A0}=\u{A0}\(WorksheetNumbers.written(hundredths: $0 * $0))" }
        .joined(separator: ",  "), style, muted: true)
    step("1  Elements: (p − y)² into each box.  2  Positions: the mean of the 3 classes.", style)
    for sample in 0..<WorksheetNumbers.samples { elements(numbers, sample, style, options) }
    step("3  Samples: the mean of the 4 positions", style)
    for sample in 0..<WorksheetNumbers.samples {
      line(
        [
          .words("\(options.sampleName(sample).startingSentence(options.sampleNames == nil)): sum"),
          .box(numbers.sum(sample: sample)), .words("÷ 4 ="), .box(numbers.mean(sample: sample)),
        ], style)
    }
    step("4  The number: the mean of the 2 samples", style)
    line(
      [.words("( "), .box(numbers.mean(sample: 0)), .words("+"), .box(numbers.mean(sample: 1))]
        + [.words(") ÷ 2 ="), .result(numbers.number)], style)
    questions(numbers, style, options)
  }

  private mutating func questions(
    _ numbers: WorksheetNumbers, _ style: SheetStyle, _ options: FigureOptions
  ) {
    step("5  Which class pays most? Add up its 8 losses.", style)
    let sums = (0..<WorksheetNumbers.classes).map { index -> [SheetItem] in
      [.words(options.startingClassName(index)), .box(numbers.sum(class: index))]
    }
    let isOneLine = sums.joined().reduce(0) { $0 + width($1, style) + 3 } <= style.width
    for items in isOneLine ? [Array(sums.joined())] : sums { line(items, style) }
    line(
      [.words("Most:"), .answer(options.startingClassName(numbers.costliest))], style)
    step("6  Which sample is predicted better? How do you know?", style)
    let better = numbers.better
    let means = [better, 1 - better].map {
      WorksheetNumbers.written(hundredths: numbers.mean(sample: $0))
    }
    line(
      [
        .answer(
          "\(options.sampleName(better).startingSentence(options.sampleNames == nil)): "
            + "\(means[0]) < \(means[1])")
      ], style)
  }

  private mutating func nameLine(_ style: SheetStyle) {
    y += style.text.size * 0.6
    let base = text("Name", style.small, theme.muted, x: style.left, top: y)
    let start = style.left + textWidth("Name", style.small) + 4
    let middle = style.left + style.width * 0.62
    let date = textWidth("Date", style.small) + 4
    line(Point(start, base), Point(middle - 8, base), theme.muted)
    text("Date", style.small, theme.muted, x: middle, top: y)
    line(Point(middle + date, base), Point(style.right, base), theme.muted)
    y = base
  }

  private mutating func paragraph(_ words: String, _ style: SheetStyle, muted: Bool = false) {
    y =
      text(
        lines: wrapped(words, style.small, to: style.width), style.small,
        muted ? theme.muted : theme.ink, x: style.left, top: y) + 2
  }

  private mutating func step(_ words: String, _ style: SheetStyle) {
    y += style.text.size * 0.7
    line(Point(style.left, y), Point(style.right, y), theme.muted, dashes: [3, 2])
    y += style.isWide ? 6 : 3
    y =
      text(
        lines: wrapped(words, style.strong, to: style.width), style.strong, theme.ink,
        x: style.left, top: y) + (style.isWide ? 6 : 3)
  }

  /// A sample's elements: a row for each position, a box for each class, one for the mean.
  private mutating func elements(
    _ numbers: WorksheetNumbers, _ sample: Int, _ style: SheetStyle, _ options: FigureOptions
  ) {
    let first = textWidth("pos. 0", style.small) + (style.isWide ? 16 : 6)
    let column = (style.width - first) / Double(WorksheetNumbers.classes + 1)
    func x(_ index: Int) -> Double { style.left + first + Double(index) * column }
    let name = options.sampleName(sample).startingSentence(options.sampleNames == nil)
    y = text(
      lines: [elided(name, style.strong, to: style.width)], style.strong, theme.ink, x: style.left,
      top: y)
    // Names of scripts that are taller than ours have more room.
    let names = (0..<WorksheetNumbers.classes).map {
      elided(options.className($0), style.small, to: column - Self.tabSide - 4)
    }
    let own = extent("0", style.small)
    let above = max(0, (names.map { extent($0, style.small).ascent }.max() ?? 0) - own.ascent)
    let below = max(0, (names.map { extent($0, style.small).descent }.max() ?? 0) - own.descent)
    let lineHeight = own.height
    y += above
    for (index, name) in names.enumerated() {
      classTab(index, x: x(index), top: y + (lineHeight - Self.tabSide) / 2)
      text(name, style.small, theme.ink, x: x(index) + Self.tabSide + 2, top: y)
    }
    text(
      elided("mean", style.small, to: column - 2), style.small, theme.ink,
      x: x(WorksheetNumbers.classes), top: y)
    y += lineHeight + below + (style.isWide ? 3 : 2)
    let given = font([style.small.size, 5.5, 5], for: "p 0.8  y 1", to: column - 2)
    let isBeside = column > style.box.width + textWidth("p 0.8  y 1", given) + 6
    for (position, elements) in numbers.elements[sample].enumerated() {
      let boxTop = isBeside ? y : y + lineHeight + 0.5
      text(
        elided("pos. \(position)", style.small, to: column - 2), style.small, theme.ink,
        x: style.left, top: boxTop + (style.box.height - lineHeight) / 2)
      for (index, element) in elements.enumerated() {
        let words = "p \(element.tenths / 10).\(element.tenths % 10)  y \(element.label)"
        let top = isBeside ? y + (style.box.height - lineHeight) / 2 : y
        text(words, given, theme.ink, x: x(index), top: top)
        let shift = isBeside ? textWidth(words, given) + 3 : 0
        box(element.hundredths, at: Point(x(index) + shift, boxTop), style)
      }
      box(
        numbers.mean(sample: sample, position: position),
        at: Point(x(WorksheetNumbers.classes), boxTop), style)
      y = boxTop + style.box.height + 3
    }
    y += 2
  }

  /// A part of a line to fill in.
  private enum SheetItem {
    case words(String)
    /// A box for so many hundredths.
    case box(Int)
    /// The same with a thick edge.
    case result(Int)
    /// A line for words.
    case answer(String)
  }

  private func width(_ item: SheetItem, _ style: SheetStyle) -> Double {
    switch item {
    case .words(let words): textWidth(words, style.text) + 5
    case .box, .result: style.box.width + 5
    case .answer: 0
    }
  }

  private mutating func line(_ items: [SheetItem], _ style: SheetStyle) {
    func height(_ item: SheetItem) -> Double {
      if case .words(let words) = item { extent(words, style.text).height } else { 0 }
    }
    // The first words give way: a name may be long.
    let others = items.dropFirst().reduce(0) { $0 + width($1, style) }
    let height = max(style.box.height, items.map(height).max() ?? 0)
    let top = y + (height - lineHeight(style.text)) / 2
    let boxTop = y + (height - style.box.height) / 2
    var x = style.left
    for (index, item) in items.enumerated() {
      switch item {
      case .words(let words):
        let room = index == 0 ? style.width - others - 5 : .infinity
        let shown = elided(words, style.text, to: room)
        text(shown, style.text, theme.ink, x: x, top: top)
        x += textWidth(shown, style.text) + 5
      case .box(let hundredths):
        box(hundredths, at: Point(x, boxTop), style)
        x += style.box.width + 5
      case .result(let hundredths):
        box(hundredths, at: Point(x, boxTop), style, lineWidth: 1.5)
        x += style.box.width + 5
      case .answer(let words):
        let end = min(style.right, x + 240)
        if style.hasAnswers {
          text(elided(words, style.strong, to: end - x), style.strong, theme.ink, x: x, top: top)
        } else {
          line(Point(x, y + height), Point(end, y + height), theme.muted)
        }
        x = end
      }
    }
    y += height + 3
  }

  private mutating func box(
    _ hundredths: Int, at origin: Point, _ style: SheetStyle, lineWidth: Double = 0.5
  ) {
    let rect = Rect(origin.x, origin.y, style.box.width, style.box.height)
    marks.append(.path(.rect(rect), stroke: Stroke(theme.muted, width: lineWidth)))
    guard style.hasAnswers else { return }
    text(
      WorksheetNumbers.written(hundredths: hundredths), style.strong, theme.ink, x: rect.midX,
      top: rect.midY - lineHeight(style.strong) / 2, alignment: .center)
  }
}
