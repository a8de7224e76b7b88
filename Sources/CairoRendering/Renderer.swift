public import Drawings

/// Makes the bytes of a file from a drawing: the same bytes from the same drawing, always.
///
/// Of one thread, as its ``Typesetter`` is.
public struct Renderer {
  /// Sets and measures the text.
  public let typesetter: Typesetter

  /// A renderer that sets text with `typesetter`.
  public init(typesetter: Typesetter) { self.typesetter = typesetter }

  /// A renderer with Debian's fonts.
  ///
  /// - Throws: ``RenderingError/missingFont(file:package:)`` where Inter is not installed.
  public init() throws(RenderingError) { try self.init(typesetter: Typesetter()) }

  /// Renders `drawing` in `format`.
  ///
  /// - Parameter evidence: What stands in place of the options' evidence: asked for as late as the
  ///   format allows, since another thread may still be at it.
  /// - Throws: ``RenderingError`` where the drawing has no area, a coordinate is not finite, a font
  ///   is missing, or a library gives up.
  public func render(
    _ drawing: Drawing, as format: Format, options: RenderingOptions = RenderingOptions(),
    evidence: () -> String? = { nil }
  ) throws(RenderingError) -> Rendering {
    try DrawingCheck.check(drawing)
    let notes = try typesetter.notes(on: drawing.marks.flatMap(\.texts))
    func text() -> String? { evidence() ?? options.evidence }
    let bytes =
      switch format {
      case .svg: try svg(drawing, options, text)
      case .png: try png(drawing, options, text)
      case .pdf: try pdf(drawing, text())
      }
    return Rendering(bytes: bytes, notes: notes)
  }

  /// Renders `pages` as a PDF, a page each; the first one names it.
  ///
  /// - Precondition: there is a page.
  /// - Throws: ``RenderingError`` as ``render(_:as:options:)`` does.
  public func render(
    pages: [Drawing], options: RenderingOptions = RenderingOptions()
  ) throws(RenderingError) -> Rendering {
    precondition(!pages.isEmpty, "a PDF has a page")
    for page in pages { try DrawingCheck.check(page) }
    let canvas = try Canvas(vector: .pdf, size: pages[0].size)
    canvas.describe(pages[0], evidence: options.evidence)
    for (index, page) in pages.enumerated() {
      if index > 0 { canvas.nextPage(size: page.size) }
      var painter = unsafe Painter(
        context: canvas.context, typesetter: typesetter, pixelsPerPoint: nil)
      try painter.draw(page)
    }
    return Rendering(
      bytes: try canvas.finish(),
      notes: try typesetter.notes(on: pages.flatMap(\.marks).flatMap(\.texts)))
  }

  private func svg(
    _ drawing: Drawing, _ options: RenderingOptions, _ evidence: () -> String?
  ) throws(RenderingError) -> [UInt8] {
    let canvas = try Canvas(vector: .svg, size: drawing.size)
    var painter = try unsafe Painter(
      context: canvas.context, typesetter: typesetter, pixelsPerPoint: nil,
      embedded: EmbeddedImage.encoded(in: drawing.marks, isForBrowser: options.isForBrowser))
    try painter.draw(drawing)
    let svg = SVGCompaction.compacted(try canvas.finish(), painter.standIns)
    return SVGFinish.finish(
      svg, title: drawing.title, description: drawing.description, evidence: evidence(),
      id: options.id,
      cellsPerPixel: painter.cellsPerPixel, groupTitles: painter.groupTitles)
  }

  private func pdf(
    _ drawing: Drawing, _ evidence: String?
  ) throws(RenderingError) -> [UInt8] {
    let canvas = try Canvas(vector: .pdf, size: drawing.size)
    canvas.describe(drawing, evidence: evidence)
    var painter = unsafe Painter(
      context: canvas.context, typesetter: typesetter, pixelsPerPoint: nil)
    try painter.draw(drawing)
    return try canvas.finish()
  }

  private func png(
    _ drawing: Drawing, _ options: RenderingOptions, _ evidence: () -> String?
  ) throws(RenderingError) -> [UInt8] {
    guard (1...10_000).contains(options.dotsPerInch) else {
      throw .badResolution(options.dotsPerInch)
    }
    let scale = options.dotsPerInch / 72
    let width = max(1, (drawing.size.width * scale).rounded())
    let height = max(1, (drawing.size.height * scale).rounded())
    guard max(width, height) <= Double(ImageTarget.largest) else {
      throw .tooManyPixels(width: width, height: height)
    }
    let canvas = try Canvas(width: Int(width), height: Int(height))
    canvas.scale(scale)
    var painter = unsafe Painter(
      context: canvas.context, typesetter: typesetter, pixelsPerPoint: scale)
    try painter.draw(drawing)
    if options.isReduced {
      let pixels = try canvas.pixels(width: Int(width), height: Int(height))
      _ = try canvas.finish()
      let reduced = ReducedColors.raster(width: Int(width), height: Int(height), pixels: pixels)
      return try PNGEncoder.encode(reduced, level: 6, runsOnly: false)
    }
    let data = try canvas.packedPixels(width: Int(width), height: Int(height))
    _ = try canvas.finish()
    var text = [("Title", drawing.title), ("Description", drawing.description)]
    if let evidence = evidence() { text.append(("Lossfold", evidence)) }
    return try PNGEncoder.encode(
      width: Int(width), height: Int(height), data: data, dotsPerInch: options.dotsPerInch,
      text: text)
  }
}

extension Mark {
  /// What is written, in order.
  fileprivate var texts: [String] {
    switch self {
    case .text(let text): [text.string]
    case .group(let group): group.marks.flatMap(\.texts)
    case .path, .image: []
    }
  }
}
