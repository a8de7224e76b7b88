import Foundation
import Sites
import Synchronization

/// What the last build made of each page of one folder, in the user's cache folder.
///
/// It holds what the last build used and nothing else, up to a size; of the folders of pages that
/// were built, the latest few have one.
final class PageFolder: PageStore {
  /// In bytes: what is beyond is not kept.
  private static let most = 512 << 20
  /// Of how many folders of pages something is kept.
  private static let mostFolders = 4
  private static let prefix = "pages-"

  private let parent: String
  private let path: String
  private let used = Mutex<(names: Set<String>, size: Int)>(([], 0))

  /// - Parameters:
  ///   - name: Tells the folder of pages from others.
  ///   - parent: The user's cache folder.
  init(name: String, in parent: String) {
    self.parent = parent
    path = parent + "/" + Self.prefix + name
  }

  func bytes(_ name: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path + "/" + name) else { return nil }
    use(name, size: data.count)
    return [UInt8](data)
  }

  func keep(_ bytes: [UInt8], as name: String) {
    guard use(name, size: bytes.count) else { return }
    let temporary = "\(path)/\(name).\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // Half a file is no harm: what is read is held against its digest.
    guard (try? AtomicFile.create(temporary, bytes)) != nil,
      unsafe rename(temporary, path + "/" + name) == 0
    else {
      unsafe unlink(temporary)
      return
    }
  }

  /// Removes what the build that is over did not use, and what was kept of folders that were built
  /// long ago.
  func prune() {
    let manager = FileManager.default
    let names = used.withLock { $0.names }
    guard let all = try? manager.contentsOfDirectory(atPath: path) else { return }
    for name in all where !names.contains(name) { unsafe unlink(path + "/" + name) }
    try? manager.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    let folders = ((try? manager.contentsOfDirectory(atPath: parent)) ?? [])
      .filter { $0.hasPrefix(Self.prefix) }.map { parent + "/" + $0 }
    func built(_ folder: String) -> Date {
      let found = try? manager.attributesOfItem(atPath: folder)
      return found?[.modificationDate] as? Date ?? .distantPast
    }
    for folder in folders.sorted(by: { built($0) > built($1) }).dropFirst(Self.mostFolders) {
      try? manager.removeItem(atPath: folder)
    }
  }

  /// - Returns: Whether there is room for it.
  @discardableResult
  private func use(_ name: String, size: Int) -> Bool {
    used.withLock { used in
      guard used.names.contains(name) || used.size + size <= Self.most else { return false }
      if used.names.insert(name).inserted { used.size += size }
      return true
    }
  }
}
