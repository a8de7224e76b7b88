import CCairo
import CPango
import Drawings

/// Draws marks on a canvas, in points.
@safe
struct Painter {
  let context: OpaquePointer
  let typesetter: Typesetter
  /// Nil on a page of vectors.
  let pixelsPerPoint: Double?
  /// Of each image, in the order in which it is first painted, how many cells a CSS pixel has.
  private(set) var cellsPerPixel: [Double] = []
  /// The titles of the groups between marks, in order.
  private(set) var groupTitles: [String] = []
  /// What Cairo isn't given as it is.
  private(set) var standIns = SVGStandIns()
  private let pixels = BlankPixels()
  /// What SVG carries of the images; nil on other pages.
  private let embedded: [EmbeddedImage.Key: EmbeddedImage]?
  /// The images of a page of vectors that were painted already.
  private var painted: [EmbeddedImage.Key: SharedImage] = [:]
  private var isSVG: Bool { embedded != nil }
  private var clipDepth = 0

  /// - Parameter embedded: For SVG, the images of the drawing; ``SVGFinish`` comes after, so titled
  ///   groups leave marks for it.
  init(
    context: OpaquePointer, typesetter: Typesetter, pixelsPerPoint: Double?,
    embedded: [EmbeddedImage.Key: EmbeddedImage]? = nil
  ) {
    unsafe self.context = context
    self.embedded = embedded
    self.typesetter = typesetter
    self.pixelsPerPoint = pixelsPerPoint
  }

  mutating func draw(_ drawing: Drawing) throws(RenderingError) {
    fill(drawing.background)
    unsafe cairo_paint(context)
    for mark in drawing.marks { try draw(mark) }
  }

  private mutating func draw(_ mark: Mark) throws(RenderingError) {
    switch mark {
    case .path(let path, nil, .some(let stroke)) where isSVG && clipDepth == 0:
      guard let outline = SVGPath.steps(path) else { return draw(path, nil, stroke) }
      standIns.add(outline: outline)
      draw(SVGStandIns.path, nil, stroke)
    case .path(let path, let fill, let stroke): draw(path, fill, stroke)
    case .text(let text): draw(text)
    case .image(let raster, let rect): try draw(raster, in: rect)
    case .group(let group):
      // Under a clip Cairo closes and opens groups of its own, which titles must not cross.
      let title = isSVG && clipDepth == 0 ? group.title : nil
      if let title {
        groupTitles.append(title)
        leaveMark(isStart: true)
      }
      defer { if title != nil { leaveMark(isStart: false) } }
      unsafe cairo_save(context)
      if let clip = group.clip {
        clipDepth += 1
        unsafe cairo_rectangle(context, clip.minX, clip.minY, clip.width, clip.height)
        unsafe cairo_clip(context)
      }
      for mark in group.marks { try draw(mark) }
      if group.clip != nil { clipDepth -= 1 }
      unsafe cairo_restore(context)
    }
  }

  /// A triangle of Cairo's smallest unit, which no picture has: Cairo knows no titles.
  private func leaveMark(isStart: Bool) {
    let unit = 1.0 / 256
    unsafe cairo_move_to(context, 0, 0)
    unsafe cairo_line_to(context, isStart ? unit : 0, isStart ? 0 : unit)
    unsafe cairo_line_to(context, isStart ? 0 : unit, isStart ? unit : 0)
    unsafe cairo_close_path(context)
    unsafe cairo_fill(context)
  }

  private func fill(_ color: Color) {
    unsafe cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      Double(color.alpha) / 255)
  }

  private func draw(_ path: Path, _ fillColor: Color?, _ stroke: Stroke?) {
    unsafe cairo_new_path(context)
    for segment in path.segments {
      switch segment {
      case .move(let point): unsafe cairo_move_to(context, point.x, point.y)
      case .line(let point): unsafe cairo_line_to(context, point.x, point.y)
      case .curve(let first, let second, let end):
        unsafe cairo_curve_to(context, first.x, first.y, second.x, second.y, end.x, end.y)
      case .close: unsafe cairo_close_path(context)
      }
    }
    if let fillColor {
      fill(fillColor)
      unsafe cairo_fill_preserve(context)
    }
    if let stroke {
      fill(stroke.color)
      unsafe cairo_set_line_width(context, stroke.width)
      unsafe cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
      unsafe cairo_set_line_cap(
        context, stroke.isRound ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
      unsafe cairo_set_line_join(
        context, stroke.isRound ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER)
      unsafe cairo_stroke(context)
    }
    unsafe cairo_new_path(context)
  }

  private func draw(_ text: Text) {
    guard !text.string.isEmpty else { return }
    let width = typesetter.extent(of: text.string, in: text.font).width
    let offset =
      switch text.alignment {
      case .leading: 0.0
      case .center: -width / 2
      case .trailing: -width
      }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, text.position.x, text.position.y)
    if text.isVertical { unsafe cairo_rotate(context, -Double.pi / 2) }
    fill(text.color)
    unsafe cairo_move_to(context, offset, 0)
    _ = unsafe typesetter.withLine(text.string, text.font) { line in
      if pixelsPerPoint == nil {
        unsafe pango_cairo_show_layout_line(context, line)
      } else {
        // Image surfaces snap glyphs to whole pixels; outlines they don't.
        unsafe pango_cairo_layout_line_path(context, line)
        unsafe cairo_fill(context)
      }
    }
    unsafe cairo_new_path(context)
    unsafe cairo_restore(context)
  }

  private mutating func draw(_ raster: Raster, in rect: Rect) throws(RenderingError) {
    guard raster.isVisible(in: rect) else { return }
    let image = try self.image(raster, in: rect)
    let target = pixelsPerPoint.map { rect.snapped(to: $0) } ?? rect
    let (width, height) = (Double(image.source.width), Double(image.source.height))
    unsafe cairo_save(context)
    unsafe cairo_translate(context, target.minX, target.minY)
    unsafe cairo_scale(context, target.width / width, target.height / height)
    unsafe image.source.setSource(
      of: context, smooth: pixelsPerPoint.map { target.width * $0 < width } ?? false)
    if pixelsPerPoint == nil {
      // A filled path would become a pattern, which viewers paint less sharply than an image.
      unsafe cairo_paint(context)
    } else {
      unsafe cairo_rectangle(context, 0, 0, width, height)
      unsafe cairo_fill(context)
    }
    unsafe cairo_restore(context)
  }
}

extension Painter {
  /// The surface of `raster`; on a page of vectors the same one wherever it is painted again.
  private mutating func image(
    _ raster: Raster, in rect: Rect
  ) throws(RenderingError) -> SharedImage {
    guard pixelsPerPoint == nil else { return SharedImage(try ImageSource(raster)) }
    let key = EmbeddedImage.Key(raster, in: rect)
    if let known = painted[key] { return known }
    cellsPerPixel.append(raster.cellsPerPixel(in: rect))
    let image: SharedImage
    if let file = embedded?[key] {
      image = SharedImage(
        try ImageSource(file, standIn: standIns.add(file), pixels: pixels))
    } else {
      image = SharedImage(try ImageSource(raster.enlarged(toFill: rect)))
    }
    painted[key] = image
    return image
  }
}

extension Rect {
  /// This rectangle with its edges on whole pixels, one pixel wide and high at least.
  fileprivate func snapped(to pixelsPerPoint: Double) -> Rect {
    let x = (minX * pixelsPerPoint).rounded()
    let y = (minY * pixelsPerPoint).rounded()
    let width = max(1, (maxX * pixelsPerPoint).rounded() - x)
    let height = max(1, (maxY * pixelsPerPoint).rounded() - y)
    return Rect(
      x / pixelsPerPoint, y / pixelsPerPoint, width / pixelsPerPoint, height / pixelsPerPoint)
  }
}
