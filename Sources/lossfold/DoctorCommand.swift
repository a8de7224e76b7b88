import ArgumentParser
import CairoRendering
import Drawings
import Foundation
import Sites
import Tensors

/// `lossfold doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "The libraries and fonts found, and what to install.",
    discussion: """
      A line each: what it is, its release, whether it was found, and the Debian package that has \
      it. Exits with 0 where figures can be drawn, with 73 where something is missing.

        lossfold doctor
      """)

  func run() throws {
    var table = TextTable(["what", "release", "found", "Debian package"], numbersFrom: 4)
    table.add(["Lossfold", Lossfold.release, "yes", ""])
    for library in LibraryVersions.all + [("cmark-gfm", CommonMarkLibrary.release)] {
      table.add([library.name, library.release, "yes", Self.packages[library.name] ?? ""])
    }
    let fonts = Self.fonts
    for font in fonts {
      table.add([font.name, "", font.isFound ? "yes" : "no", font.package])
    }
    table.add([
      "Noto CJK", "", Self.hasEastAsian ? "yes" : "no",
      "fonts-noto-cjk: for Chinese, Japanese and Korean alone",
    ])
    try Console.write(table.text + "\nprocessors  \(processorCount)\n")
    let missing = fonts.filter { !$0.isFound }
    if !missing.isEmpty { throw MissingFonts(missing.map(\.name), missing.map(\.package)) }
    do throws(RenderingError) {
      let typesetter = try Typesetter()
      // Latin from Inter, another script from Noto: both are opened only when they are needed.
      for sample in ["Inter", "السلام"] { _ = typesetter.extent(of: sample, in: Font(size: 7)) }
    } catch {
      throw RenderingMishap(error) ?? error
    }
  }

  /// The fonts that figures are set in, and whether their files are where Debian puts them.
  private static var fonts: [(name: String, package: String, isFound: Bool)] {
    let files = FontFiles.debian
    return [
      ("Inter", "fonts-inter", files.interFolder + "Inter-Regular.otf"),
      ("Noto", "fonts-noto-core", files.notoFolder + "NotoSans-Regular.ttf"),
    ].map { ($0.0, $0.1, FileManager.default.isReadableFile(atPath: $0.2)) }
  }

  /// Whether this system has a font for Chinese, Japanese and Korean.
  private static var hasEastAsian: Bool {
    (try? Typesetter())?.hasGlyphs(for: "背か가") ?? false
  }

  private static let packages = [
    "Cairo": "libcairo2", "Pango": "libpangocairo-1.0-0", "libpng": "libpng16-16",
    "OpenSSL": "libssl3", "zlib": "zlib1g", "cmark-gfm": "libcmark-gfm-extensions0.29.0.gfm.6",
  ]
}

/// Fonts that are not there.
struct MissingFonts: UserFacingError, Equatable {
  var names: [String]
  var packages: [String]

  init(_ names: [String], _ packages: [String]) {
    self.names = names
    self.packages = packages
  }

  var kind: MishapKind { .cannotCreate }
  var place: String { "fonts" }
  var sentence: String {
    "Figures are set in Inter and Noto, but \(names.joined(separator: " and ")) "
      + "\(names.count == 1 ? "is" : "are") missing."
  }
  var help: [String] {
    ["Install what is missing: apt-get install \(packages.joined(separator: " "))"]
  }
}
