import Foundation

/// What a folder held when it was last looked at, by which a change is seen.
struct FolderWatch {
  /// When a file was last written, in seconds, and how large it is.
  private struct Stamp: Equatable {
    var written: TimeInterval
    var size: Int
  }

  private let folder: String
  private var stamps: [String: Stamp]

  init(_ folder: String) {
    self.folder = folder
    stamps = Self.stamps(of: folder)
  }

  /// The paths that were added, removed or written since the last look, sorted.
  mutating func changes() -> [String] {
    let now = Self.stamps(of: folder)
    defer { stamps = now }
    return Set(stamps.keys).union(now.keys).filter { stamps[$0] != now[$0] }.sorted()
  }

  private static func stamps(of folder: String) -> [String: Stamp] {
    let manager = FileManager.default
    var stamps: [String: Stamp] = [:]
    for path in (try? manager.subpathsOfDirectory(atPath: folder)) ?? []
    where !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
      guard let found = try? manager.attributesOfItem(atPath: folder + "/" + path),
        found[.type] as? FileAttributeType != .typeDirectory
      else { continue }
      stamps[path] = Stamp(
        written: (found[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0,
        size: (found[.size] as? NSNumber)?.intValue ?? 0)
    }
    return stamps
  }
}
