import CCairo
import CPango

/// A Pango context that knows the font files it was given and no others.
///
/// A class, since Pango counts references to what it hands out and the typesetter keeps one map
/// for each set of scripts; never shared between threads.
@safe final class FontMap {
  private let config: OpaquePointer
  private let map: UnsafeMutablePointer<PangoFontMap>
  let context: OpaquePointer

  /// - Throws: ``RenderingError/missingFont(file:package:)`` for the first that cannot be read.
  init(files: [(path: String, package: String)]) throws(RenderingError) {
    _ = Self.hasOwnConfiguration
    guard let config = unsafe FcConfigCreate(),
      let map = unsafe pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT),
      let context = unsafe pango_font_map_create_context(map)
    else { throw .cairo("out of memory", .svg) }
    unsafe self.config = config
    unsafe self.map = map
    unsafe self.context = context
    for file in files {
      guard unsafe FcConfigAppFontAddFile(config, file.path) != 0 else {
        throw file.package.isEmpty
          ? .unreadableFont(file: file.path)
          : .missingFont(file: file.path, package: file.package)
      }
    }
    unsafe pango_fc_font_map_set_config(OpaquePointer(map), config)
    unsafe pango_cairo_context_set_resolution(context, 72)
    unsafe pango_context_set_round_glyph_positions(context, 0)
    // Otherwise the locale's.
    unsafe pango_context_set_language(context, pango_language_from_string("en"))
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe pango_cairo_context_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
  }

  /// Pango begins with a thread that reads the system's whole configuration of fonts, which nothing
  /// here asks for, unless there is one: an empty one will do.
  private static let hasOwnConfiguration: Bool = {
    let empty = unsafe FcConfigCreate()
    defer { unsafe FcConfigDestroy(empty) }
    return unsafe FcConfigSetCurrent(empty) != 0
  }()

  deinit {
    unsafe g_object_unref(UnsafeMutableRawPointer(context))
    unsafe g_object_unref(map)
    unsafe FcConfigDestroy(config)
  }
}

/// The characters that a font file has glyphs for.
@safe struct Coverage: ~Copyable {
  let pattern: OpaquePointer
  private let characters: OpaquePointer

  /// Nil where there is no font at `path`.
  init?(path: String) {
    var count: Int32 = 0
    guard let pattern = unsafe FcFreeTypeQuery(path, 0, nil, &count) else { return nil }
    var characters: OpaquePointer?
    guard unsafe FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) == FcResultMatch,
      let found = unsafe characters
    else {
      unsafe FcPatternDestroy(pattern)
      return nil
    }
    unsafe self.pattern = pattern
    unsafe self.characters = found
  }

  func has(_ scalar: Unicode.Scalar) -> Bool {
    unsafe FcCharSetHasChar(characters, scalar.value) != 0
  }

  deinit { unsafe FcPatternDestroy(pattern) }
}
