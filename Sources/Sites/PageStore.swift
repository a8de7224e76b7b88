internal import CairoRendering
private import Synchronization
private import Tensors

/// Where pages wait for the next build, by name.
///
/// Nobody depends on it: what it gives back is checked, and what it lost is made again.
public protocol PageStore: Sendable {
  /// What was kept under `name`.
  func bytes(_ name: String) -> [UInt8]?

  /// Keeps `bytes` in the place of what was there under `name`.
  func keep(_ bytes: [UInt8], as name: String)
}

/// A store as long as its process.
final class MemoryStore: PageStore {
  private let kept = Mutex<[String: [UInt8]]>([:])

  func bytes(_ name: String) -> [UInt8]? { kept.withLock { $0[name] } }
  func keep(_ bytes: [UInt8], as name: String) { kept.withLock { $0[name] = bytes } }
}

/// What pages became in the build before, as far as it still holds.
///
/// A page holds as long as its text does, the files that its blocks name, the paths that links may
/// lead to, and the program; a figure as long as its block, its files and the program do.
struct PageMemory: Sendable {
  private let store: any PageStore
  /// Tells the program and its libraries from others.
  private let program: String
  /// The digest of what the text of every page depends on.
  private let common: String
  private let digests = FileDigests()

  /// - Parameters:
  ///   - program: Tells the program and its libraries from others.
  ///   - kept: The steps that some page writes out.
  init(_ store: any PageStore, program: String, map: SiteMap, kept: [String]) {
    self.store = store
    self.program = program
    var parts = [program, map.folder] + kept.sorted() + ["pages"] + map.pages.sorted()
    parts += ["files"] + map.files.sorted()
    for (path, example) in map.examples.sorted(by: { $0.key < $1.key }) {
      parts += ["example", path, example.title, example.summary, example.stem]
    }
    common = Self.digest(parts)
  }

  /// What was kept of a page; its figures may hold where it doesn't.
  func page(at path: String) -> KeptPage? {
    store.bytes(Self.name(path)).flatMap { KeptPage($0) }
  }

  /// Whether making `page` again would give `kept`.
  func holds(_ kept: KeptPage, for page: Page) -> Bool {
    kept.key == key(of: page) && kept.reads.allSatisfy { digests.digest(of: $0) == $1 }
  }

  /// Keeps a page, whose blocks read the files of `paths`.
  func keep(_ page: inout KeptPage, of source: Page, reading paths: Set<String>) {
    page.key = key(of: source)
    page.reads = Dictionary(
      uniqueKeysWithValues: paths.map { ($0, digests.digest(of: $0)) })
    store.keep(page.bytes, as: Self.name(source.path))
  }

  /// A file that is made of `parts` alone, as it was the last time or as `make` gives it.
  func file(
    of parts: [String], _ make: () throws(Finding) -> [UInt8]
  ) throws(Finding) -> DigestedFile {
    let name = Self.digest([program] + parts)
    if let kept = store.bytes(name), kept.count > Self.digestSize {
      let bytes = Array(kept[Self.digestSize...])
      if SHA256.digest(bytes) == Array(kept[..<Self.digestSize]) { return DigestedFile(bytes) }
    }
    let bytes = try make()
    store.keep(SHA256.digest(bytes) + bytes, as: name)
    return DigestedFile(bytes)
  }

  private static let digestSize = 32

  /// What a figure is made of.
  func key(of block: SourceBlock, reading paths: [String]) -> String {
    Self.digest(
      [program, block.kind, block.text] + paths.flatMap { [$0, digests.digest(of: $0)] })
  }

  private func key(of page: Page) -> String { Self.digest([common, page.path, page.digest]) }

  private static func name(_ path: String) -> String { digest([path]) }

  private static func digest(_ parts: [String]) -> String {
    // Lengths before parts: `a`, `bc` are others than `ab`, `c`.
    SHA256.hex(parts.flatMap { Array("\($0.utf8.count):\($0)".utf8) })
  }
}

/// The digests of files, each read once.
private final class FileDigests: Sendable {
  private let known = Mutex<[String: String]>([:])

  func digest(of path: String) -> String {
    if let known = known.withLock({ $0[path] }) { return known }
    let digest = SHA256.hex(contentsOf: path) ?? "absent"
    known.withLock { $0[path] = digest }
    return digest
  }
}
