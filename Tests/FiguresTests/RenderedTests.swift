import CairoRendering
import Drawings
import Figures
import Foundation
import FoundationXML
import TestSupport
import Testing

/// The named sample: the example of each kind, rendered in every format.
@Suite("Rendered figures")
struct RenderedTests {
  @Test(
    "are well-formed, with their words, their fonts and their density",
    arguments: FigureKinds.all.map { $0.name })
  func sample(name: String) throws {
    let drawing = try #require(try Examples().drawing(name))
    let renderer = try Renderer()
    let svg = try renderer.render(drawing, as: .svg)
    #expect(svg.warnings.isEmpty)
    #expect(XMLParser(data: Data(svg.bytes)).parse())
    let text = String(decoding: svg.bytes, as: UTF8.self)
    #expect(text.contains("role=\"img\""))
    #expect(
      !text.contains("http:") || !text.replacing("http://www.w3.org/", with: "").contains("http:"))
    try expectKnownReferences(text)
    let options = RenderingOptions(dotsPerInch: 96)
    let png = try renderer.render(drawing, as: .png, options: options).bytes
    // 96 dots an inch are 3780 a metre, both ways, by metre.
    let density = Array("pHYs".utf8) + [0, 0, 0x0E, 0xC4, 0, 0, 0x0E, 0xC4, 1]
    #expect(png.prefix(200).indices.contains { png[$0...].starts(with: density) })
    try Self.check(pdf: renderer.render(drawing, as: .pdf).bytes, drawing, name)
  }

  private func expectKnownReferences(_ text: String) throws {
    let ids = text.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let uses = text.matches(of: /href="#([^"]*)"|url\(#([^)]*)\)/).map {
      String($0.1 ?? $0.2 ?? "")
    }
    #expect(Set(uses).isSubset(of: ids))
  }

  /// By poppler's tools, where they are installed.
  private static func check(pdf bytes: [UInt8], _ drawing: Drawing, _ name: String) throws {
    let file =
      FileManager.default.temporaryDirectory.path + "/lossfold-\(name)-\(UUID().uuidString).pdf"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(bytes).write(to: URL(filePath: file))
    guard let fonts = try output(of: "/usr/bin/pdffonts", [file]),
      let words = try output(of: "/usr/bin/pdftotext", [file, "-"])
    else {
      return print("poppler-utils is not installed: the fonts of \(name).pdf were not looked at")
    }
    let lines = fonts.split(separator: "\n").dropFirst(2)
    #expect(!lines.isEmpty)
    for line in lines {
      // name type encoding emb sub uni object ID: the fifth from the end says whether it is embedded.
      let columns = line.split(separator: " ")
      #expect(columns.suffix(5).first == "yes", "\(line)")
    }
    let first = drawing.title.split { $0.isWhitespace }.first.map(String.init) ?? ""
    #expect(words.contains(first), "\(name): “\(first)” can’t be selected")
  }

  private static func output(of tool: String, _ arguments: [String]) throws -> String? {
    guard FileManager.default.isExecutableFile(atPath: tool) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test("inlined in one page share no id, the same one twice included")
  func inlined() throws {
    let renderer = try Renderer()
    var seen: Set<String> = []
    for kind in FigureKinds.all {
      let drawing = try #require(try Examples().drawing(kind.name))
      for id in [nil, "again"] as [String?] {
        let options = RenderingOptions(id: id)
        let svg = String(
          decoding: try renderer.render(drawing, as: .svg, options: options).bytes, as: UTF8.self)
        for match in svg.matches(of: /\sid="([^"]*)"/) {
          #expect(seen.insert(String(match.1)).inserted, "\(kind.name): \(match.1)")
        }
      }
    }
    #expect(seen.count > 500)
  }
}
