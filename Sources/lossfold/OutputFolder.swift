import CRename
import CairoRendering
import Foundation
import Sites
import Tensors

/// A folder that a build replaces as a whole, or leaves alone.
///
/// It is replaced where there is nothing, where it is empty, or where it bears a manifest of ours
/// and holds nothing that the manifest doesn't name. The new files are written beside it, then the
/// two change places in one step: whoever looks sees the old site or the new one, never a mixture.
struct OutputFolder {
  /// Where it is, without a slash at the end.
  let path: String

  /// - Throws: ``OutputFolderError`` where what is there isn't ours to replace.
  init(_ path: String) throws(OutputFolderError) {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = trimmed
    try checkWhatIsThere()
  }

  /// A folder beside this one, where files wait until all are there.
  struct Staging {
    fileprivate let path: String

    /// Writes a file.
    ///
    /// - Throws: ``OutputFolderError`` where that can't be done.
    func write(_ name: String, _ bytes: [UInt8]) throws(OutputFolderError) {
      let place = path + "/" + name
      let folder = OutputFolder.parent(of: place)
      do {
        if !FileManager.default.fileExists(atPath: folder) {
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        }
        // Not by Foundation, which waits for the disk after each file.
        try AtomicFile.create(place, bytes)
      } catch { throw OutputFolderError(.unwritable, OutputFolder.parent(of: path)) }
    }

    /// Removes it with all that is in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
  }

  /// An empty folder for the files of this process.
  func staging() -> Staging {
    removeLeftovers()
    return Staging(path: temporaryPath(process: getpid()))
  }

  /// Puts the files that wait there, and their manifest, in the place of what was here.
  ///
  /// - Throws: ``OutputFolderError`` where that can't be done; what was there then still is.
  func replace(with staging: Staging, _ manifest: Manifest) throws(OutputFolderError) {
    try staging.write(Manifest.fileName, manifest.json)
    try checkWhatIsThere()
    try swap(staging.path)
  }

  /// Writes `files` and the manifest of them in the place of what was there.
  ///
  /// - Throws: ``OutputFolderError`` where that can't be done; what was there then still is.
  func replace(with files: [(path: String, bytes: [UInt8])]) throws(OutputFolderError) {
    let staging = staging()
    defer { staging.remove() }
    for (path, bytes) in files { try staging.write(path, bytes) }
    try replace(with: staging, Manifest(files))
  }

  /// The paths that are in `manifest` or in the folder with other bytes, or in one of them only.
  func differences(from manifest: Manifest) -> [String] {
    let changed = manifest.files.filter { contents($0.path).map(SHA256.hex) != $0.sha256 }
    let own = contents(Manifest.fileName) == manifest.json ? [] : [Manifest.fileName]
    let wanted = manifest.files.map(\.path) + [Manifest.fileName]
    let extra = Set(entries.map(\.path)).subtracting(wanted)
    return (changed.map(\.path) + own + extra).sorted()
  }

  /// Whether the folder holds the files of this manifest, byte by byte, and no other.
  func holds(_ manifest: String) -> Bool {
    let bytes = Array(manifest.utf8)
    guard let files = Manifest(json: bytes)?.files, contents(Manifest.fileName) == bytes,
      Set(entries.map(\.path)) == Set(files.map(\.path) + [Manifest.fileName])
    else { return false }
    return files.allSatisfy { file in contents(file.path).map(SHA256.hex) == file.sha256 }
  }

  // MARK: What is there

  private func contents(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path + "/" + name).map { [UInt8]($0) }
  }

  private func type(_ path: String) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType
  }

  /// Everything inside but folders that hold something.
  private var entries: [(path: String, type: FileAttributeType?)] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    let parents = Set(all.map(Self.parent))
    return all.filter { !parents.contains($0) }.map { ($0, type(path + "/" + $0)) }
  }

  private func checkWhatIsThere() throws(OutputFolderError) {
    switch type(path) {
    case nil: return
    case .typeDirectory?: break
    default: throw OutputFolderError(.notAFolder, path)
    }
    let entries = entries
    guard !entries.isEmpty else { return }
    guard let bytes = contents(Manifest.fileName), let manifest = Manifest(json: bytes) else {
      throw OutputFolderError(.notOurs, path)
    }
    let named = Set(manifest.files.map(\.path) + [Manifest.fileName])
    let foreign = entries.filter { !named.contains($0.path) || $0.type != .typeRegular }
    if let first = foreign.map(\.path).min() { throw OutputFolderError(.holds(first), path) }
  }

  // MARK: Writing

  /// What stands before the last slash. Foundation's own crashes on names of one letter (6.3.1).
  fileprivate static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private var name: String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
  private var parent: String {
    let folder = Self.parent(of: path)
    return folder.isEmpty ? "." : folder
  }
  private var prefix: String { ".\(name).lossfold-" }

  private func temporaryPath(process: Int32) -> String { "\(parent)/\(prefix)\(process)" }

  /// What a killed build left beside the folder; a build that still runs keeps its own.
  private func removeLeftovers() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix(prefix) {
      guard let process = Int32(name.dropFirst(prefix.count)) else { continue }
      if process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) {
        remove("\(parent)/\(name)")
      }
    }
  }

  private func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  private func swap(_ temporary: String) throws(OutputFolderError) {
    let isThere = type(path) != nil
    let status =
      isThere
      ? unsafe lossfold_exchange(temporary, path) : unsafe lossfold_rename_new(temporary, path)
    if status == 0 { return }
    throw OutputFolderError(.unwritable, path)
  }
}

/// Why a folder can't take the site; always exit 73.
struct OutputFolderError: UserFacingError, Equatable {
  enum Reason: Equatable {
    case notAFolder
    case notOurs
    case holds(String)
    case unwritable
    case insideSource(String)
  }

  var reason: Reason
  var place: String
  var kind: MishapKind { .cannotCreate }

  init(_ reason: Reason, _ place: String) {
    self.reason = reason
    self.place = place
  }

  var sentence: String {
    switch reason {
    case .notAFolder: "A folder was expected here, but this is something else."
    case .notOurs:
      "An empty folder or a site built by lossfold was expected, but this folder holds other files."
    case .holds(let path): "The site holds “\(path)”, which lossfold did not write."
    case .unwritable: "The site cannot be written here."
    case .insideSource(let source):
      "The site cannot stand inside \(source), nor \(source) inside the site."
    }
  }

  var help: [String] {
    switch reason {
    case .notAFolder, .notOurs, .insideSource: ["Name another folder: --output site"]
    case .holds: ["Move it elsewhere, or name another folder with --output."]
    case .unwritable: ["Check the folder's permissions and the room on its disk."]
    }
  }
}
