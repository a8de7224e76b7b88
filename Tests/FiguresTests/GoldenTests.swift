import CairoRendering
import Drawings
import Figures
import Foundation
import TestSupport
import Testing

/// Recorded anew by `LOSSFOLD_WRITE_GOLDENS=1 swift test --filter GoldenTests`.
@Suite("Goldens")
struct GoldenTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private var isRecording: Bool {
    ProcessInfo.processInfo.environment["LOSSFOLD_WRITE_GOLDENS"] != nil
  }

  private func check(_ text: String, _ name: String) throws {
    let file = folder.appending(path: "Goldens/\(name)")
    if isRecording { try Data(text.utf8).write(to: file) }
    let golden = try String(contentsOf: file, encoding: .utf8)
    guard golden != text else { return }
    let (old, new) = (golden.split(separator: "\n"), text.split(separator: "\n"))
    let place = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let index = place ?? min(old.count, new.count)
    func line(_ lines: [Substring]) -> Substring { index < lines.count ? lines[index] : "nothing" }
    Issue.record("\(name), line \(index + 1): “\(line(old))” has become “\(line(new))”")
  }

  @Test(
    "Goldens: the example of each kind is drawn as it was",
    arguments: FigureKinds.all.map { $0.name })
  func values(name: String) throws {
    let drawing = try #require(try Examples().drawing(name), "\(name) has no example")
    #expect(DesignRules().violations(in: drawing, measuredBy: FixedTextMeasurer()).isEmpty)
    try check(drawing.dump, "\(name).txt")
  }

  @Test("Goldens: the documentation of each kind has three lines of Swift, which are its example")
  func documentation() throws {
    let tests = try String(
      contentsOf: folder.appending(path: "Examples.swift"), encoding: .utf8
    ).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
    let kinds = folder.appending(path: "../../Sources/Figures/Kinds")
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: kinds.path).sorted() {
      let source = try String(contentsOf: kinds.appending(path: name), encoding: .utf8)
      guard source.contains(": FigureKind {") else { continue }
      let block = try #require(
        source.firstMatch(of: /\/\/\/ ```swift\n((?:\/\/\/ .*\n)+)\/\/\/ ```\n(?=public enum)/),
        "\(name)"
      ).output.1
      let lines = block.split(separator: "\n").map {
        $0.dropFirst(4).trimmingCharacters(in: .whitespaces)
      }
      #expect(lines.count { $0.hasPrefix("let ") } == 3, "\(name)")
      #expect(tests.contains(lines.joined(separator: "\n")), "\(name) shows what is not tested")
      count += 1
    }
    #expect(count == FigureKinds.all.count)
  }

  @Test(
    "Goldens: pixels look as they did",
    arguments: ["ladder", "shares", "class-heatmaps", "history"])
  func pixels(name: String) throws {
    let drawing = try #require(try Examples().drawing(name))
    let seen = try Thumbnail(drawing)
    let file = "Goldens/\(name).lab"
    if isRecording {
      try Data(seen.text.utf8).write(to: folder.appending(path: file))
    }
    let golden = try #require(
      Thumbnail(text: String(contentsOf: folder.appending(path: file), encoding: .utf8)))
    let difference = try #require(seen.difference(from: golden), "\(name) has another size")
    #expect(difference.mean < 0.5, "\(name)")
    #expect(difference.greatest < 12, "\(name)")
  }

  @Test("Goldens: one bar of another length is seen in the pixels")
  func otherPixels() throws {
    let drawing = try #require(try Examples().drawing("shares"))
    var other = drawing
    let bar = try #require(
      other.marks.lastIndex { mark in
        if case .path(let path, let fill, _) = mark {
          return fill != nil && (path.bounds?.width ?? 0) > 60
        }
        return false
      })
    guard case .path(let path, let fill, let stroke) = other.marks[bar], let rect = path.bounds
    else { return }
    other.marks[bar] = .path(
      .rect(Rect(rect.minX, rect.minY, rect.width * 0.8, rect.height)), fill: fill, stroke: stroke)
    let difference = try #require(Thumbnail(other).difference(from: Thumbnail(drawing)))
    #expect(difference.greatest > 12)
  }
}
