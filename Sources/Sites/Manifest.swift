private import CairoRendering
private import Foundation

/// What a built site holds: by it, and by nothing else, a folder is known to be ours.
public struct Manifest: Equatable, Sendable {
  /// The name of the file that bears it.
  public static let fileName = "lossfold-manifest.json"
  /// Who wrote it.
  public static let generator = "lossfold"

  /// One file of the site.
  public struct File: Equatable, Sendable, Codable {
    /// From the site's root, with slashes.
    public var path: String
    /// In bytes.
    public var size: Int
    /// 64 hexadecimal digits.
    public var sha256: String
  }

  /// Sorted by path; the manifest itself isn't among them.
  public let files: [File]

  /// The manifest of files whose bytes are known.
  public init(_ files: [(path: String, bytes: [UInt8])]) {
    self.files = files.map {
      File(path: $0.path, size: $0.bytes.count, sha256: SHA256.hex($0.bytes))
    }.sorted { $0.path < $1.path }
  }

  /// The manifest of files that are known already.
  public init(files: [File]) { self.files = files.sorted { $0.path < $1.path } }

  /// A manifest as somebody has it; nil where the bytes are no manifest of ours.
  public init?(json: [UInt8]) {
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(json)),
      content.schema == 1, content.generator == Self.generator
    else { return nil }
    files = content.files.sorted { $0.path < $1.path }
  }

  /// The bytes of the file, the same for the same files.
  public var json: [UInt8] {
    let lines = files.map {
      "    { \"path\": \(Self.quoted($0.path)), \"size\": \($0.size), \"sha256\": \"\($0.sha256)\" }"
    }
    let text = """
      {
        "schema": 1,
        "generator": "\(Self.generator)",
        "files": [
      \(lines.joined(separator: ",\n"))
        ]
      }

      """
    return Array(text.utf8)
  }

  private struct Content: Decodable {
    var schema: Int
    var generator: String
    var files: [File]
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
