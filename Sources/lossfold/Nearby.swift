import Foundation
import Requests
import TensorFiles
import Tensors

/// What lies beside a file that was named but is not there.
enum Nearby {
  /// How many names are told.
  private static let most = 8

  /// Which file may have been meant, else which of its kind there are; nothing where another thing
  /// is wrong.
  static func help(for error: any UserFacingError) -> [String] {
    guard let path = missingPath(error) else { return [] }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last.map(String.init), !name.isEmpty else { return [] }
    let folder = parts.dropLast().joined(separator: "/")
    let place = folder.isEmpty ? path.hasPrefix("/") ? "/" : "." : folder
    guard let all = try? FileManager.default.contentsOfDirectory(atPath: place) else {
      return ["There is no folder \(place)."]
    }
    let prefix = parts.count > 1 ? folder + "/" : ""
    let names = all.filter { !$0.hasPrefix(".") }.sorted()
    if let near = Spelling.suggestion(for: name, among: names) {
      return ["Did you mean \(prefix)\(near)?"]
    }
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    let alike = ending.isEmpty ? [] : names.filter { $0.hasSuffix(ending) }
    guard !alike.isEmpty else {
      return ["In \(place == "." ? "this folder" : place) there is nothing of that name."]
    }
    let list = alike.listed(atMost: most) { prefix + $0 }
    return ["There \(alike.count == 1 ? "is" : "are") \(list)."]
  }

  private static func missingPath(_ error: any UserFacingError) -> String? {
    if let error = error as? FileError, error.fault == .notFound { return error.path }
    guard let error = error as? RequestError else { return nil }
    return switch error.fault {
    case .file(let error) where error.fault == .notFound: error.path
    case .unreadableFile(let reason) where reason.hasPrefix("No such file"): error.origin
    default: nil
    }
  }
}
