import CPango
public import Drawings
import Tensors

/// Sets lines of text in Inter, and in Noto where Inter lacks a glyph.
///
/// The same text is set the same way whichever other fonts are installed and whatever was set
/// before: glyph positions unrounded, hinting off, digits of equal width.
///
/// A class, since measuring fills caches and Pango's objects are shared between lines; of one
/// thread only, so it is not `Sendable`: a thread makes its own in a millisecond.
public final class Typesetter: TextMeasuring {
  private let files: FontFiles
  private let chooser: FontChooser
  private var choices: [String: FontChoice] = [:]
  private var maps: [[String]: FontMap] = [:]
  private var extents: [Key: TextExtent] = [:]
  /// Lines that were measured, ready to be drawn; not so many that they would fill the memory.
  private var lines: [Key: ShapedLine] = [:]
  private static let mostLines = 1024
  private let latin: FontMap
  /// In the order in which they are asked for a glyph.
  private let families: String

  private struct Key: Hashable {
    var text: String
    var font: Font
  }

  /// A typesetter over the fonts at `files`.
  ///
  /// - Throws: ``RenderingError/missingFont(file:package:)`` where Inter is not installed.
  public init(files: FontFiles = .debian) throws(RenderingError) {
    self.files = files
    self.chooser = try FontChooser(files: files)
    self.latin = try FontMap(files: files.first)
    let own = files.own.first.flatMap { Coverage(path: $0)?.family }
    families = ([own].compactMap(\.self) + ["Inter"]).joined(separator: ",")
  }

  /// Opens `fonts`, which takes most of a millisecond each, and measures what numbers are made of.
  public func prepare(_ fonts: [Font]) {
    for font in fonts {
      for text in ["0", "123456789.%"] { _ = extent(of: text, in: font) }
    }
  }

  /// The extent of `text` on one line, in points; measured once and remembered.
  public func extent(of text: String, in font: Font) -> TextExtent {
    let key = Key(text: text, font: font)
    if let known = extents[key] { return known }
    let extent = unsafe withLine(text, font) { line in
      var logical = PangoRectangle()
      unsafe pango_layout_line_get_extents(line, nil, &logical)
      let scale = Double(PANGO_SCALE)
      return TextExtent(
        width: Double(logical.width) / scale, ascent: -Double(logical.y) / scale,
        descent: Double(logical.y + logical.height) / scale)
    }
    let found = extent ?? TextExtent(width: 0, ascent: 0, descent: 0)
    extents[key] = found
    return found
  }

  /// Hands the shaped line to `body`; nil where Pango made none.
  func withLine<Result>(
    _ text: String, _ font: Font, _ body: (UnsafeMutablePointer<PangoLayoutLine>) -> Result
  ) -> Result? {
    let key = Key(text: text, font: font)
    let line = unsafe lines[key] ?? ShapedLine(layout(text, font))
    if lines.count >= Self.mostLines { lines = [:] }
    lines[key] = line
    guard let shaped = unsafe pango_layout_get_line_readonly(line.layout, 0) else { return nil }
    return unsafe body(shaped)
  }

  private func layout(_ text: String, _ font: Font) -> OpaquePointer {
    guard let layout = unsafe pango_layout_new(map(for: text).context) else {
      preconditionFailure("GLib ends the process where memory runs out")
    }
    let description = unsafe pango_font_description_new()
    defer { unsafe pango_font_description_free(description) }
    unsafe pango_font_description_set_family(description, families)
    unsafe pango_font_description_set_weight(
      description, font.weight == .semibold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
    unsafe pango_font_description_set_absolute_size(
      description, font.size * Double(PANGO_SCALE))
    unsafe pango_layout_set_font_description(layout, description)
    let attributes = unsafe pango_attr_list_new()
    unsafe pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum"))
    unsafe pango_layout_set_attributes(layout, attributes)
    unsafe pango_attr_list_unref(attributes)
    unsafe pango_layout_set_single_paragraph_mode(layout, 1)
    // Words of ours run from left to right, whatever the name that they begin with.
    if text.isOfBothDirections { unsafe pango_layout_set_auto_dir(layout, 0) }
    var line = text
    line.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        unsafe pango_layout_set_text(layout, $0.baseAddress, Int32($0.count))
      }
    }
    return unsafe layout
  }

  /// What is to be said of the glyphs of `texts`.
  ///
  /// - Throws: ``RenderingError/missingFont(file:package:)`` where Noto has one but isn't installed.
  public func notes(on texts: [String]) throws(RenderingError) -> GlyphNotes {
    var files: Set<String> = []
    var missing: Set<Unicode.Scalar> = []
    for choice in texts.map({ choice(for: $0) }) {
      if let file = choice.absent.first {
        throw .missingFont(file: file, package: "fonts-noto-core")
      }
      files.formUnion(choice.systemFiles)
      missing.formUnion(choice.missing)
    }
    func list(_ isMeant: (FontChoice) -> Bool) -> String {
      var seen: Set<String> = []
      return texts.filter { isMeant(choice(for: $0)) && seen.insert($0).inserted }
        .listed(atMost: 3) { "“\($0)”" }
    }
    var notes = GlyphNotes()
    notes.foreign = files.sorted().map { file in
      "\(list { $0.systemFiles.contains(file) }): set with \(file), a font of this system; elsewhere "
        + "the bytes may differ."
    }
    if !missing.isEmpty {
      let codes = missing.sorted().listed(atMost: 8) { "U+" + $0.hexadecimal }
      notes.boxes =
        "\(list { !$0.missing.isEmpty }): boxes stand for \(codes), which no font here has."
        + (missing.contains { $0.isEastAsian }
          ? " Install Chinese, Japanese and Korean: apt-get install fonts-noto-cjk" : "")
    }
    return notes
  }

  /// Whether some font has every glyph of `text`.
  public func hasGlyphs(for text: String) -> Bool {
    let choice = choice(for: text)
    return choice.missing.isEmpty && choice.absent.isEmpty
  }

  private func choice(for text: String) -> FontChoice {
    if let known = choices[text] { return known }
    let choice = chooser.choice(for: text)
    choices[text] = choice
    return choice
  }

  private func map(for text: String) -> FontMap {
    let choice = choice(for: text)
    if choice.families.isEmpty, choice.systemFiles.isEmpty { return latin }
    let key = choice.families + choice.systemFiles
    if let known = maps[key] { return known }
    let noto = choice.families.flatMap { family in
      [files.noto(family, "Regular"), files.noto(family, "Bold")]
        .filter { Coverage(path: $0) != nil }
    }
    let all =
      files.first
      + (noto + choice.systemFiles).map { ($0, "fonts-noto-core") }
    // A file that was there a moment ago and is gone now leaves boxes, not a crash.
    let map = (try? FontMap(files: all)) ?? latin
    maps[key] = map
    return map
  }
}

extension Unicode.Scalar {
  /// `80CC`: at least four digits.
  fileprivate var hexadecimal: String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Whether it is of the scripts that Debian's `fonts-noto-cjk` has.
  fileprivate var isEastAsian: Bool {
    switch value {
    case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF00...0xFFEF,
      0x20000...0x3FFFF:
      true
    default: false
    }
  }
}

/// Owns a line as Pango has set it.
///
/// A class, since a dictionary holds it.
@safe private final class ShapedLine {
  let layout: OpaquePointer
  init(_ layout: OpaquePointer) { unsafe self.layout = layout }
  deinit { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
}

extension String {
  /// Whether it has letters that run from right to left and letters that run from left to right.
  fileprivate var isOfBothDirections: Bool {
    func runsLeft(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
        true
      default: false
      }
    }
    guard utf8.contains(where: { $0 >= 0xD6 }), unicodeScalars.contains(where: runsLeft) else {
      return false
    }
    return unicodeScalars.contains { $0.properties.isAlphabetic && !runsLeft($0) }
  }
}
