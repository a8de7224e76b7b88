@testable import Sites

/// Looks at a built site as a browser would: where its pages lead.
struct BuiltLinks {
  /// `page: address` of each link that leads nowhere, or out of the site.
  let broken: [String]

  init(_ files: [(path: String, bytes: [UInt8])]) {
    let paths = Set(files.map(\.path))
    var pages: [String: [(name: String, value: String)]] = [:]
    for file in files where file.path.hasSuffix(".html") {
      let html = String(decoding: file.bytes, as: UTF8.self)
      pages[file.path] = HTML.attributes(["id", "href", "src", "srcset"], in: html)
    }
    broken = pages.sorted { $0.key < $1.key }.flatMap { page, attributes in
      attributes.filter { $0.name != "id" && !$0.value.hasPrefix("data:") }.compactMap {
        let parts = $0.value.split(
          separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target = parts[0].isEmpty ? page : Self.joined(String(parts[0]), to: page)
        let ids = (pages[target] ?? []).filter { $0.name == "id" }.map(\.value)
        let isThere =
          paths.contains(target) && (parts.count == 1 || ids.contains(String(parts[1])))
        return isThere ? nil : "\(page): \($0.value)"
      }
    }
  }

  private static func joined(_ address: String, to page: String) -> String {
    var parts = page.split(separator: "/").dropLast()
    for part in address.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
