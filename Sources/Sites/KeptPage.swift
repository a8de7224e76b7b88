internal import CairoRendering
internal import Drawings
private import Foundation

/// A file of the site with its digest.
struct DigestedFile: Equatable, Sendable {
  let bytes: [UInt8]
  let sha256: String

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    sha256 = SHA256.hex(bytes)
  }

  /// The bytes, if they have this digest.
  init?(_ bytes: [UInt8], sha256: String) {
    self.init(bytes)
    guard self.sha256 == sha256 else { return nil }
  }
}

/// A figure as a build left it.
struct KeptFigure: Sendable {
  /// The digest of what it is made of.
  var key: String
  /// An anchor of its page.
  var id: String
  /// What the names of its files would begin with, and what they do.
  var ownStem: String, stem: String
  /// Of the drawings that a page shows, in the order of ``FigureVariant/all``.
  var facts: [DrawingFacts]
  /// By how their names end.
  var files: [(ending: String, file: DigestedFile)]
}

/// A page as a build left it: its text, its figures, and what else it brings to the site.
struct KeptPage: Sendable {
  /// The digest of what it is made of.
  var key = ""
  /// The files that its blocks read, with their digests.
  var reads: [String: String] = [:]
  var text: WrittenText
  var figures: [KeptFigure]
  /// Its files that belong to no figure, by path.
  var others: [(path: String, file: DigestedFile)]

  init(text: WrittenText, figures: [KeptFigure], others: [(path: String, file: DigestedFile)]) {
    self.text = text
    self.figures = figures
    self.others = others
  }
}

// As bytes: the digest of the head, its length, the head, then the files one after the other.
extension KeptPage {
  private struct Head: Codable {
    struct Piece: Codable {
      var name: String
      var size: Int
      var sha256: String
    }

    struct Figure: Codable {
      var key: String, id: String
      var ownStem: String, stem: String
      var facts: [Facts]
      var files: [Piece]
    }

    struct Facts: Codable {
      var width: Double, height: Double
      var caption: String, description: String
    }

    var key: String
    var reads: [String: String]
    var text: WrittenText
    var figures: [Figure]
    var others: [Piece]
  }

  private static let digestSize = 32

  var bytes: [UInt8] {
    func piece(_ name: String, _ file: DigestedFile) -> Head.Piece {
      Head.Piece(name: name, size: file.bytes.count, sha256: file.sha256)
    }
    let head = Head(
      key: key, reads: reads, text: text,
      figures: figures.map { figure in
        Head.Figure(
          key: figure.key, id: figure.id, ownStem: figure.ownStem, stem: figure.stem,
          facts: figure.facts.map {
            Head.Facts(
              width: $0.size.width, height: $0.size.height, caption: $0.caption,
              description: $0.description)
          }, files: figure.files.map(piece))
      }, others: others.map(piece))
    guard let json = (try? JSONEncoder().encode(head)).map({ [UInt8]($0) }) else { return [] }
    var bytes = SHA256.digest(json)
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: json.count >> shift)) }
    bytes += json
    for (_, file) in figures.flatMap(\.files) { bytes += file.bytes }
    for (_, file) in others { bytes += file.bytes }
    return bytes
  }

  /// - Returns: Nil where the bytes are not, to the last one, what was kept.
  init?(_ bytes: [UInt8]) {
    let start = Self.digestSize + 4
    guard bytes.count >= start else { return nil }
    let size = bytes[Self.digestSize..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= start + size else { return nil }
    let json = Array(bytes[start..<start + size])
    guard SHA256.digest(json) == Array(bytes[..<Self.digestSize]),
      let head = try? JSONDecoder().decode(Head.self, from: Data(json))
    else { return nil }
    var rest = bytes[(start + size)...]
    func take(_ piece: Head.Piece) -> (String, DigestedFile)? {
      guard rest.count >= piece.size else { return nil }
      defer { rest = rest.dropFirst(piece.size) }
      return DigestedFile(Array(rest.prefix(piece.size)), sha256: piece.sha256)
        .map { (piece.name, $0) }
    }
    var figures: [KeptFigure] = []
    for figure in head.figures {
      var files: [(String, DigestedFile)] = []
      for piece in figure.files {
        guard let file = take(piece) else { return nil }
        files.append(file)
      }
      figures.append(
        KeptFigure(
          key: figure.key, id: figure.id, ownStem: figure.ownStem, stem: figure.stem,
          facts: figure.facts.map {
            DrawingFacts(
              size: Size($0.width, $0.height), caption: $0.caption, description: $0.description)
          }, files: files))
    }
    var others: [(String, DigestedFile)] = []
    for piece in head.others {
      guard let file = take(piece) else { return nil }
      others.append(file)
    }
    self.init(text: head.text, figures: figures, others: others)
    key = head.key
    reads = head.reads
  }
}
