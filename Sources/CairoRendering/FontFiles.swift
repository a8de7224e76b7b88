/// Where the fonts lie, and which of them a script needs.
public struct FontFiles: Hashable, Sendable {
  /// The folder of Inter's files, with its slash.
  public var interFolder: String
  /// The folder of Noto's files, with its slash.
  public var notoFolder: String
  /// Files of a house's own font, used before Inter wherever they have a glyph.
  public var own: [String]

  /// Fonts in these folders.
  public init(interFolder: String, notoFolder: String, own: [String] = []) {
    self.interFolder = interFolder
    self.notoFolder = notoFolder
    self.own = own
  }

  /// Where Debian's packages `fonts-inter` and `fonts-noto-core` put them.
  public static let debian = FontFiles(
    interFolder: "/usr/share/fonts/opentype/inter/", notoFolder: "/usr/share/fonts/truetype/noto/")

  /// Inter's two weights, always used.
  var inter: [String] {
    ["Inter-Regular.otf", "Inter-SemiBold.otf"].map { interFolder + $0 }
  }

  /// The files that every text is set from, the first wherever it has a glyph.
  var first: [(path: String, package: String)] {
    own.map { ($0, "") } + inter.map { ($0, "fonts-inter") }
  }

  /// The file of a Noto family's weight; many families have no Bold.
  func noto(_ family: String, _ weight: String) -> String {
    "\(notoFolder)\(family)-\(weight).ttf"
  }

  /// The Noto families that may have a glyph for `scalar`, the likeliest first.
  ///
  /// Chinese, Japanese and Korean are not among them: their fonts are in `fonts-noto-cjk`, which
  /// is not part of `fonts-noto-core`.
  static func families(for scalar: Unicode.Scalar) -> [String] {
    let own = blocks.first { $0.range.contains(scalar.value) }.map { ["NotoSans" + $0.script] }
    return (own ?? []) + ["NotoSans", "NotoSansMath", "NotoSansSymbols", "NotoSansSymbols2"]
  }

  private static let blocks: [(range: ClosedRange<UInt32>, script: String)] = [
    (0x0530...0x058F, "Armenian"), (0x0590...0x05FF, "Hebrew"), (0x0600...0x06FF, "Arabic"),
    (0x0700...0x074F, "Syriac"), (0x0750...0x077F, "Arabic"), (0x0780...0x07BF, "Thaana"),
    (0x07C0...0x07FF, "NKo"), (0x0860...0x08FF, "Arabic"), (0x0900...0x097F, "Devanagari"),
    (0x0980...0x09FF, "Bengali"), (0x0A00...0x0A7F, "Gurmukhi"), (0x0A80...0x0AFF, "Gujarati"),
    (0x0B00...0x0B7F, "Oriya"), (0x0B80...0x0BFF, "Tamil"), (0x0C00...0x0C7F, "Telugu"),
    (0x0C80...0x0CFF, "Kannada"), (0x0D00...0x0D7F, "Malayalam"), (0x0D80...0x0DFF, "Sinhala"),
    (0x0E00...0x0E7F, "Thai"), (0x0E80...0x0EFF, "Lao"), (0x1000...0x109F, "Myanmar"),
    (0x10A0...0x10FF, "Georgian"), (0x1200...0x139F, "Ethiopic"), (0x13A0...0x13FF, "Cherokee"),
    (0x1400...0x167F, "CanadianAboriginal"), (0x16A0...0x16FF, "Runic"), (0x1780...0x17FF, "Khmer"),
    (0x1800...0x18AF, "Mongolian"), (0x1C90...0x1CBF, "Georgian"), (0x2D00...0x2D2F, "Georgian"),
    (0x2D30...0x2D7F, "Tifinagh"), (0x2D80...0x2DDF, "Ethiopic"), (0xA000...0xA4CF, "Yi"),
    (0xA840...0xA87F, "PhagsPa"), (0xA8E0...0xA8FF, "Devanagari"), (0xAB70...0xABBF, "Cherokee"),
    (0xFB13...0xFB17, "Armenian"), (0xFB1D...0xFB4F, "Hebrew"), (0xFB50...0xFDFF, "Arabic"),
    (0xFE70...0xFEFF, "Arabic"), (0x10330...0x1034F, "Gothic"),
    (0x1E900...0x1E95F, "Adlam"),
  ]
}
