private import Foundation

/// A folder of pages as it was found: its files by path, read once.
struct SourceFolder: Sendable {
  /// The name under which messages speak of it.
  var name: String
  private var root: String
  /// Every file's path, sorted; none whose name, or whose folder's, starts with a dot.
  var paths: [String]

  /// - Throws: A finding where there is no such folder.
  init(_ path: String) throws(SiteError) {
    root = path
    name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SiteError([
        Finding(
          "A folder of pages was expected, but there is none.", file: name, kind: .missingInput,
          help: ["Name the folder that holds `site.yaml`: lossfold build docs-src"])
      ])
    }
    do {
      paths = try FileManager.default.subpathsOfDirectory(atPath: path).filter { path in
        !path.split(separator: "/").contains { $0.hasPrefix(".") }
      }.sorted()
    } catch {
      throw SiteError([
        Finding("A folder that can be read was expected.", file: name, kind: .missingInput)
      ])
    }
    let root = path
    paths = paths.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// Where figure and fold blocks find their files.
  var folder: String { root }

  func file(_ path: String) -> String { name + "/" + path }

  func bytes(_ path: String) throws(Finding) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
      throw Finding(
        "The file is there, but cannot be read.", file: file(path), kind: .missingInput)
    }
    return [UInt8](data)
  }

  func text(_ path: String) throws(Finding) -> String {
    let bytes = try bytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Finding("UTF-8 was expected, but the file has other bytes.", file: file(path))
    }
    return text.replacing("\r\n", with: "\n")
  }
}
