import CairoRendering
import Drawings
import Foundation
import Reductions
import Synchronization
import TensorFiles
import Tensors
import Testing

@testable import Sites

/// Real figures, counted.
private final class CountingResolver: BlockResolver {
  private let real: RequestResolver
  private let count = Mutex(0)

  init(_ folder: String) { real = RequestResolver(folder: folder) }

  var drawn: Int { count.withLock { $0 } }

  func fold(
    _ block: SourceBlock, keeping kept: Set<Step.ID>, explaining explained: Set<Explanation>
  ) throws(Finding) -> NamedFold { try real.fold(block, keeping: kept, explaining: explained) }

  func figure(_ block: SourceBlock) throws(Finding) -> FigureBlock { try real.figure(block) }
  func paths(of block: SourceBlock) -> [String]? { real.paths(of: block) }
  func card(_ words: SocialCard) throws(Finding) -> Drawing { try real.card(words) }

  func file(
    _ drawing: Drawing, as format: Format, _ options: RenderingOptions
  ) throws(Finding) -> [UInt8] {
    count.withLock { $0 += 1 }
    return try real.file(drawing, as: format, options)
  }
}

/// A store that can be spoilt.
private final class SpoiltStore: PageStore {
  let kept = Mutex<[String: [UInt8]]>([:])
  let count = Mutex(0)

  func bytes(_ name: String) -> [UInt8]? { kept.withLock { $0[name] } }
  func keep(_ bytes: [UInt8], as name: String) {
    kept.withLock { $0[name] = bytes }
    count.withLock { $0 += 1 }
  }
}

@Suite("What is remembered of pages")
struct PageMemoryTests {
  private static func figure(_ kind: String, _ data: String, _ more: String = "") -> String {
    "```figure\nkind: \(kind)\ny-true: data/\(data).npz:t\ny-pred: data/\(data).npz:p\n\(more)```\n\n"
  }

  private static func page(_ title: String, _ text: String) -> String {
    "---\ntitle: \(title)\nsummary: About it.\n---\n# \(title)\n\n\(text)"
  }

  /// Two pages that show one figure twice, and a third that shows another and a number.
  private func folder() throws -> PagesFolder {
    let folder = try PagesFolder([
      "site.yaml": "title: T\n", "data/readme": "",
      "a.md": Self.page("A", "Words.\n\n" + Self.figure("ladder", "one")),
      "b.md": Self.page("B", Self.figure("ladder", "one")),
      "c.md": Self.page(
        "C",
        "It is {{ two.value }}, as [shown](b.md#ladder).\n\n"
          + "```fold\nid: two\ny-true: data/two.npz:t\ny-pred: data/two.npz:p\n```\n\n"
          + Self.figure("batch-mean", "two")),
    ])
    try write("one", in: folder, scale: 1)
    try write("two", in: folder, scale: 2)
    return folder
  }

  private func write(_ name: String, in folder: PagesFolder, scale: Float) throws {
    let predictions = Tensor(shape: [2, 2, 2, 2]) { Float($0 + 1) / (20 * scale) }
    let npz = try NPZ.encode([("t", FakeResolver.labels), ("p", predictions)])
    try Data(npz).write(to: URL(fileURLWithPath: folder.path + "/data/\(name).npz"))
  }

  private func edit(_ file: String, in folder: PagesFolder, _ old: String, _ new: String) throws {
    let url = URL(fileURLWithPath: folder.path + "/" + file)
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.contains(old))
    try Data(text.replacing(old, with: new).utf8).write(to: url)
  }

  /// Plans the site; how many files were drawn and how many pages kept.
  private func plan(
    _ folder: PagesFolder, _ store: SpoiltStore?, program: String = "1"
  ) throws -> (files: [(path: String, bytes: [UInt8])], drawn: Int, kept: Int) {
    let resolver = CountingResolver(folder.path)
    store?.count.withLock { $0 = 0 }
    let plan = try SitePlan(
      source: folder.path, resolver: resolver, jobs: 2, store: store, program: program)
    return (plan.rendered, resolver.drawn, store?.count.withLock { $0 } ?? 0)
  }

  private func expectAsFromNothing(
    _ files: [(path: String, bytes: [UInt8])], _ folder: PagesFolder
  ) throws {
    let cold = try plan(folder, nil).files
    #expect(files.map(\.path) == cold.map(\.path))
    for (own, other) in zip(files, cold) { #expect(own.bytes == other.bytes, "\(own.path)") }
  }

  @Test("is all of them where nothing changed")
  func unchanged() throws {
    let (folder, store) = (try folder(), SpoiltStore())
    let cold = try plan(folder, store)
    #expect((cold.drawn, cold.kept) == (12, 3))
    let again = try plan(folder, store)
    #expect((again.drawn, again.kept) == (0, 0))
    try expectAsFromNothing(again.files, folder)
  }

  @Test(
    "lets an edit do its own work only, to the bytes of a build from nothing",
    arguments: [
      // A word.
      ("a.md", "Words.", "Other words.", 0, 1),
      // A caption, for which nothing would have to be drawn, is part of the block.
      ("c.md", "kind: batch-mean", "kind: batch-mean\ncaption: Mine.", 4, 1),
      // Another figure, whose files the second page showed: its own stand alone from now on.
      ("a.md", "kind: ladder", "kind: class-heatmaps", 4, 2),
      // A name in which the files lie.
      ("a.md", "kind: ladder", "kind: ladder\nid: steps", 4, 2),
      // Where links lead.
      ("c.md", "b.md#ladder", "a.md#ladder", 0, 1),
    ] as [(String, String, String, Int, Int)])
  func edited(file: String, old: String, new: String, drawn: Int, kept: Int) throws {
    let (folder, store) = (try folder(), SpoiltStore())
    _ = try plan(folder, store)
    try edit(file, in: folder, old, new)
    let again = try plan(folder, store)
    #expect((again.drawn, again.kept) == (drawn, kept))
    try expectAsFromNothing(again.files, folder)
  }

  @Test("has the cards of pages whose title and summary stay")
  func cards() throws {
    let (folder, store) = (try folder(), SpoiltStore())
    try edit(
      "site.yaml", in: folder, "title: T",
      "title: T\nbase-url: https://a.example\nsocial-cards: true")
    #expect(try plan(folder, store).drawn == 12 + 3)
    try edit("b.md", in: folder, "title: B", "title: Bee")
    let again = try plan(folder, store)
    #expect(again.drawn == 1)
    try expectAsFromNothing(again.files, folder)
  }

  @Test("ends with the data that a page draws from")
  func data() throws {
    let (folder, store) = (try folder(), SpoiltStore())
    let before = try plan(folder, store).files
    try write("two", in: folder, scale: 3)
    let again = try plan(folder, store)
    #expect((again.drawn, again.kept) == (4, 1))
    #expect(again.files.map(\.bytes) != before.map(\.bytes))
    try expectAsFromNothing(again.files, folder)
  }

  @Test("ends with the program, and for all text where a page comes or goes")
  func others() throws {
    let (folder, store) = (try folder(), SpoiltStore())
    _ = try plan(folder, store)
    let another = try plan(folder, store, program: "2")
    #expect((another.drawn, another.kept) == (12, 3))
    try FileManager.default.removeItem(atPath: folder.path + "/a.md")
    let fewer = try plan(folder, store, program: "2")
    #expect((fewer.drawn, fewer.kept) == (0, 2))
    try expectAsFromNothing(fewer.files, folder)
  }

  @Test(
    "is never served where it is spoilt",
    arguments: [0, 20, 33, 40, 300, -1] as [Int])
  func spoilt(place: Int) throws {
    let (folder, store) = (try folder(), SpoiltStore())
    _ = try plan(folder, store)
    store.kept.withLock { kept in
      for name in kept.keys {
        let count = kept[name]?.count ?? 0
        kept[name]?[place < 0 ? count + place : place] ^= 1
      }
    }
    let flipped = try plan(folder, store)
    #expect(flipped.kept == 3)
    try expectAsFromNothing(flipped.files, folder)
    store.kept.withLock { kept in
      for name in kept.keys { kept[name] = Array(kept[name]?.prefix(abs(place)) ?? []) }
    }
    try expectAsFromNothing(try plan(folder, store).files, folder)
  }

  @Test("says what is wrong with a page as often as it is built")
  func findings() throws {
    let (folder, store) = (try folder(), SpoiltStore())
    try edit("c.md", in: folder, "b.md#ladder", "b.md#nowhere")
    for _ in 0..<2 {
      let error = #expect(throws: SiteError.self) { try plan(folder, store) }
      #expect(error?.findings.map(\.rule) == ["link/unknown-anchor"])
    }
  }
}
