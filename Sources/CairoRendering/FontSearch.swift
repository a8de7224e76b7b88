import CPango

extension FontFiles {
  /// Debian's fonts, and before them those of `font`: a family of this system, or files.
  ///
  /// - Parameter font: A family's name, or the paths of one file or two, the regular weight first.
  /// - Returns: Nil where the system has no family of that name.
  public static func debian(with font: [String]) -> FontFiles? {
    var files = FontFiles.debian
    guard let first = font.first else { return files }
    if first.contains("/") || isFontFile(first) {
      files.own = font
    } else {
      guard let found = Self.files(ofFamily: first) else { return nil }
      files.own = found
    }
    return files
  }

  /// Whether `name` ends as a font's file does.
  public static func isFontFile(_ name: String) -> Bool {
    [".otf", ".ttf", ".ttc", ".woff", ".woff2"].contains { name.lowercased().hasSuffix($0) }
  }

  /// The files of a family's regular and semibold weight, or the nearest that it has.
  private static func files(ofFamily family: String) -> [String]? {
    guard let config = unsafe FcInitLoadConfigAndFonts() else { return nil }
    defer { unsafe FcConfigDestroy(config) }
    var files: [String] = []
    for weight in [FC_WEIGHT_REGULAR, FC_WEIGHT_DEMIBOLD] {
      guard let pattern = unsafe FcPatternCreate() else { return nil }
      defer { unsafe FcPatternDestroy(pattern) }
      _ = unsafe family.withCString { name in
        unsafe name.withMemoryRebound(to: FcChar8.self, capacity: family.utf8.count + 1) {
          unsafe FcPatternAddString(pattern, FC_FAMILY, $0)
        }
      }
      _ = unsafe FcPatternAddInteger(pattern, FC_WEIGHT, weight)
      _ = unsafe FcPatternAddBool(pattern, FC_SCALABLE, 1)
      _ = unsafe FcConfigSubstitute(config, pattern, FcMatchPattern)
      unsafe FcDefaultSubstitute(pattern)
      var result = FcResultNoMatch
      guard let match = unsafe FcFontMatch(config, pattern, &result) else { return nil }
      defer { unsafe FcPatternDestroy(match) }
      let names = unsafe strings(FC_FAMILY, of: match)
      // Fontconfig always offers something; what it offers may be of another family.
      guard names.contains(where: { $0.lowercased() == family.lowercased() }),
        let file = unsafe strings(FC_FILE, of: match).first
      else { return nil }
      if !files.contains(file) { files.append(file) }
    }
    return files
  }

  private static func strings(_ key: String, of pattern: OpaquePointer) -> [String] {
    var found: [String] = []
    while found.count < 16 {
      var text: UnsafeMutablePointer<FcChar8>?
      guard unsafe FcPatternGetString(pattern, key, Int32(found.count), &text) == FcResultMatch,
        let text = unsafe text
      else { break }
      unsafe found.append(String(cString: text))
    }
    return found
  }
}

extension Coverage {
  /// The family that the file says it is of.
  var family: String? {
    var text: UnsafeMutablePointer<FcChar8>?
    guard unsafe FcPatternGetString(pattern, FC_FAMILY, 0, &text) == FcResultMatch,
      let text = unsafe text
    else { return nil }
    return unsafe String(cString: text)
  }
}
