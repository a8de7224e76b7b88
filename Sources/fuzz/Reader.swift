import CairoRendering
import Foundation
import Reductions
import Requests
import Sites
import TensorFiles
import Tensors
import TestSupport

/// A reader that is given broken files, and whole ones to break.
struct Reader {
  /// What `swift run fuzz` calls it.
  let name: String
  /// The whole files.
  let corpus: () throws -> [[UInt8]]
  /// Reads bytes; a scratch folder is there for readers of files.
  let read: (_ bytes: [UInt8], _ folder: String) throws -> Void

  static var all: [Reader] {
    ["npy", "npz", "safetensors", "png", "csv"].map(arrays) + [
      Reader(
        name: "streamed", corpus: { try ["npy", "npz", "safetensors"].flatMap(fixtures) },
        read: { bytes, folder in
          try write(bytes, to: folder + "/x")
          try readSamples(of: folder + "/x")
        }),
      Reader(name: "run", corpus: { texts(WholeFiles.runs) }) { bytes, _ in
        _ = try FoldRequest(yaml: text(bytes), place: place)
      },
      Reader(name: "block", corpus: { texts(WholeFiles.blocks) }) { bytes, _ in
        _ = try FigureRequest(yaml: text(bytes), place: place)
      },
      drawn("history", of: "history", "json") {
        texts(WholeFiles.histories)
          + [try bytes("docs-src/data/unet-history.json").prefix(4000) + Array("]}".utf8)]
      },
      drawn("logger", of: "history", "csv") { texts([WholeFiles.logger]) },
      drawn("layers", of: "network", "json") {
        [try bytes("docs-src/data/unet-layers.json"), Array(WholeFiles.layers.utf8)]
      },
      Reader(name: "style", corpus: { texts(WholeFiles.styles) }) { bytes, folder in
        try write(bytes, to: folder + "/style.yaml")
        _ = try HouseStyle(file: folder + "/style.yaml")
      },
      Reader(name: "parts", corpus: { texts(try WholeFiles.parts()) }) { bytes, _ in
        try merge(bytes)
      },
      Reader(name: "figure", corpus: figures) { bytes, _ in
        guard let text = Evidence.read(from: bytes) else { return }
        _ = FigureEvidence(text: text)
        _ = Evidence.isSealed(bytes)
      },
      Reader(name: "site", corpus: { texts(WholeFiles.sites) }) { bytes, folder in
        try plan(page: Array(WholeFiles.page.utf8), site: bytes, folder)
      },
      Reader(name: "page", corpus: pages) { bytes, folder in
        try plan(page: bytes, site: Array("title: Pages\n".utf8), folder)
      },
    ]
  }

  // MARK: Kinds of readers

  private static func arrays(_ format: String) -> Reader {
    Reader(
      name: format, corpus: { try fixtures(format) },
      read: { bytes, _ in _ = try TensorFile.describe(bytes, named: "x." + format) })
  }

  /// Reads as if the file were too large for memory: from the first sample to the last, and from the
  /// middle to it.
  private static func readSamples(of path: String) throws {
    let names = try TensorFile.names(in: path)
    for name in names.isEmpty ? [nil] : names.map(Optional.some) {
      let source = try TensorFile.source(
        ArrayReference(path: path, key: name), isRow: true, streamedFrom: 0)
      let blocks = source.blocks().prefix(1000)
      for block in Array(blocks) + Array(blocks[(blocks.count / 2)...]) {
        do {
          try source.withSamples(block) { _ in }
        } catch {
          throw ReductionError.unreadable(error)
        }
      }
    }
  }

  /// What is read is laid out too, with letters of a fixed width.
  private static func drawn(
    _ name: String, of kind: String, _ ending: String, _ corpus: @escaping () throws -> [[UInt8]]
  ) -> Reader {
    Reader(name: name, corpus: corpus) { bytes, folder in
      let file = "\(folder)/x.\(ending)"
      try write(bytes, to: file)
      var request = FigureRequest(kind: kind)
      request.file = file
      _ = try request.drawing(of: try request.subject(), measuredBy: FixedTextMeasurer())
    }
  }

  private static func plan(page: [UInt8], site: [UInt8], _ folder: String) throws {
    try write(site, to: folder + "/site.yaml")
    try write(page, to: folder + "/index.md")
    _ = try SitePlan(source: folder, isStrict: false, jobs: 1) { (_, _) throws(Finding) in }
  }

  /// Merges parts; those with a false checksum once more with the true one, so that what is behind
  /// it is reached.
  private static func merge(_ bytes: [UInt8]) throws {
    func merge(_ bytes: [UInt8]) throws {
      var merge = PartMerge()
      for part in try PartFile.parts(in: bytes, of: "x.json") { try merge.add(part, of: "x.json") }
    }
    do {
      try merge(bytes)
    } catch let error as RequestError {
      guard let match = error.sentence.firstMatch(of: /numbers is ([0-9a-f]{8})/) else {
        throw error
      }
      let mended = text(bytes).replacing(/"crc32": *"[^"]*"/, with: "\"crc32\": \"\(match.1)\"")
      try merge(Array(mended.utf8))
    }
  }

  // MARK: Whole files

  private static func fixtures(_ format: String) throws -> [[UInt8]] {
    let folder = "Tests/TensorFilesTests/Fixtures"
    let endings = format == "csv" ? ["csv", "tsv"] : [format]
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { name in endings.contains { name.hasSuffix("." + $0) } }
      .map { try bytes(folder + "/" + $0) }.filter { !$0.isEmpty }
  }

  /// The site's own pages; what their blocks draw from is not there, so that nothing is drawn.
  private static func pages() throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: "docs-src").sorted()
      .filter { $0.hasSuffix(".md") }.map { try Array(bytes("docs-src/" + $0).prefix(4000)) }
      + [Array(WholeFiles.page.utf8)]
  }

  private static func figures() throws -> [[UInt8]] {
    let folder = "Tests/CairoRenderingTests/Goldens"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .map { try bytes(folder + "/" + $0) } + texts([WholeFiles.evidence])
  }

  private static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let place = RequestPlace(file: "x.yaml", folder: "")
}
