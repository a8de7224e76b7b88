import Foundation
import Sites
import Tensors
import Testing

@testable import lossfold

/// A folder for one test, which goes away with it.
final class Scratch {
  let path = NSTemporaryDirectory() + "lossfold-output-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var site: String { path + "/site" }

  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  /// Every file below, sorted.
  var files: [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    let parents = Set(
      all.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } })
    return all.filter { !parents.contains($0) }.sorted()
  }
}

@Suite("The folder that a site is written to")
struct OutputFolderTests {
  static let old: [(path: String, bytes: [UInt8])] = [("a.html", [1]), ("figures/b.svg", [2])]
  static let new: [(path: String, bytes: [UInt8])] = [("a.html", [3]), ("more/c.html", [4])]

  @Test("is made where there is none, and replaced as a whole where it is ours")
  func replaces() throws {
    let scratch = try Scratch()
    try OutputFolder(scratch.site).replace(with: Self.old)
    #expect(
      scratch.files == ["site/a.html", "site/figures/b.svg", "site/lossfold-manifest.json"])
    try OutputFolder(scratch.site + "/").replace(with: Self.new)
    #expect(scratch.files == ["site/a.html", "site/lossfold-manifest.json", "site/more/c.html"])
    #expect(FileManager.default.contents(atPath: scratch.site + "/a.html") == Data([3]))
  }

  @Test("may be there and empty")
  func empty() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.site, withIntermediateDirectories: false)
    try OutputFolder(scratch.site).replace(with: Self.new)
    #expect(scratch.files.count == 3)
  }

  @Test("of somebody else is left alone")
  func foreign() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "site/thesis.txt")
    let error = #expect(throws: OutputFolderError.self) { try OutputFolder(scratch.site) }
    #expect(error?.kind == .cannotCreate)
    #expect(
      error?.sentence
        == "An empty folder or a site built by lossfold was expected, "
        + "but this folder holds other files.")
    #expect(scratch.files == ["site/thesis.txt"])
  }

  @Test(
    "that holds what its manifest doesn't name is left alone",
    arguments: ["x", "thesis.txt", "figures/mine.svg", ".hidden"])
  func added(name: String) throws {
    let scratch = try Scratch()
    try OutputFolder(scratch.site).replace(with: Self.old)
    try scratch.write("mine", to: "site/" + name)
    let error = #expect(throws: OutputFolderError.self) { try OutputFolder(scratch.site) }
    #expect(error?.sentence == "The site holds “\(name)”, which lossfold did not write.")
    #expect(scratch.files.contains("site/" + name))
  }

  @Test("is not a file, nor a link to a folder")
  func notAFolder() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "site")
    try scratch.write("mine", to: "elsewhere/thesis.txt")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: scratch.path + "/elsewhere")
    for name in ["site", "link"] {
      let error = #expect(throws: OutputFolderError.self) {
        try OutputFolder(scratch.path + "/" + name)
      }
      #expect(error?.sentence == "A folder was expected here, but this is something else.")
    }
    #expect(scratch.files == ["elsewhere/thesis.txt", "link", "site"])
  }

  @Test("loses what a killed build left beside it")
  func leftovers() throws {
    let scratch = try Scratch()
    // No process has this number: it is past the kernel's largest.
    try scratch.write("half", to: ".site.lossfold-99999999/a.html")
    try scratch.write("mine", to: ".site.lossfold-notes/a.txt")
    try OutputFolder(scratch.site).replace(with: Self.old)
    #expect(
      scratch.files == [
        ".site.lossfold-notes/a.txt", "site/a.html", "site/figures/b.svg",
        "site/lossfold-manifest.json",
      ])
  }

  @Test("differs by changed, missing and extra files")
  func differences() throws {
    let scratch = try Scratch()
    let folder = try OutputFolder(scratch.site)
    #expect(folder.differences(from: Manifest(Self.old)).count == 3)
    try folder.replace(with: Self.old)
    #expect(folder.differences(from: Manifest(Self.old)) == [])
    #expect(
      folder.differences(from: Manifest(Self.new)) == [
        "a.html", "figures/b.svg", "lossfold-manifest.json", "more/c.html",
      ])
  }

  @Test("a check names every file that differs")
  func staleSite() {
    let error = StaleSite(folder: "site", source: "docs-src", ["a.html", "b.svg"])
    #expect(error.kind == .badData)
    #expect(
      error.sentence
        == "The site was expected to be what docs-src gives, but 2 files differ: a.html, b.svg.")
    #expect(error.help == ["Build it again: lossfold build docs-src --output site"])
  }
}
