import CPango

/// Which fonts a text needs beside Inter; depends on the text alone, so that what was set before
/// never changes what is set now.
struct FontChoice: Hashable {
  /// Noto families, sorted.
  var families: [String] = []
  /// Files of other fonts of this system, sorted.
  var systemFiles: [String] = []
  /// What no font here has.
  var missing: [Unicode.Scalar] = []
  /// Noto files that would be needed and are not installed.
  var absent: [String] = []
}

/// Chooses fonts, reading each file's coverage at most once.
///
/// A class, since coverages are owners of C memory and are found as texts ask for them.
final class FontChooser {
  private let files: FontFiles
  private let inter: Coverage
  private let own: Coverage?
  private var families: [Unicode.Scalar: FontSource] = [:]

  enum FontSource: Hashable {
    case inter
    case noto(String)
    case system(String)
    case absent(String)
    case nowhere
  }

  init(files: FontFiles) throws(RenderingError) {
    self.files = files
    guard let inter = Coverage(path: files.inter[0]) else {
      throw .missingFont(file: files.inter[0], package: "fonts-inter")
    }
    self.inter = inter
    own = files.own.first.flatMap { Coverage(path: $0) }
    if let file = files.own.first, own == nil { throw .unreadableFont(file: file) }
  }

  func choice(for text: String) -> FontChoice {
    var choice = FontChoice()
    for scalar in text.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
      switch source(of: scalar) {
      case .inter: break
      case .noto(let family): choice.families.append(family)
      case .system(let file): choice.systemFiles.append(file)
      case .absent(let file): choice.absent.append(file)
      case .nowhere: choice.missing.append(scalar)
      }
    }
    choice.families = Set(choice.families).sorted()
    choice.systemFiles = Set(choice.systemFiles).sorted()
    choice.absent = Set(choice.absent).sorted()
    return choice
  }

  private func source(of scalar: Unicode.Scalar) -> FontSource {
    if let known = families[scalar] { return known }
    let isFirst = own?.has(scalar) == true || inter.has(scalar)
    let source = isFirst ? .inter : otherSource(of: scalar)
    families[scalar] = source
    return source
  }

  private func otherSource(of scalar: Unicode.Scalar) -> FontSource {
    var absent: String?
    for family in FontFiles.families(for: scalar) {
      let file = files.noto(family, "Regular")
      if let coverage = Coverage(path: file) {
        if coverage.has(scalar) { return .noto(family) }
      } else if absent == nil {
        absent = file
      }
    }
    if let absent { return .absent(absent) }
    return systemFile(for: scalar).map { .system($0) } ?? .nowhere
  }

  /// The file that fontconfig's own setup offers for `scalar`.
  private func systemFile(for scalar: Unicode.Scalar) -> String? {
    guard let config = unsafe FcInitLoadConfigAndFonts(),
      let characters = unsafe FcCharSetCreate(), let pattern = unsafe FcPatternCreate()
    else { return nil }
    defer {
      unsafe FcPatternDestroy(pattern)
      unsafe FcCharSetDestroy(characters)
      unsafe FcConfigDestroy(config)
    }
    _ = unsafe FcCharSetAddChar(characters, scalar.value)
    _ = unsafe FcPatternAddCharSet(pattern, FC_CHARSET, characters)
    _ = unsafe FcConfigSubstitute(config, pattern, FcMatchPattern)
    unsafe FcDefaultSubstitute(pattern)
    var result = FcResultNoMatch
    guard let match = unsafe FcFontMatch(config, pattern, &result) else { return nil }
    defer { unsafe FcPatternDestroy(match) }
    var file: UnsafeMutablePointer<FcChar8>?
    guard unsafe FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch,
      let path = unsafe file
    else { return nil }
    let name = unsafe String(cString: path)
    return Coverage(path: name)?.has(scalar) == true ? name : nil
  }
}
