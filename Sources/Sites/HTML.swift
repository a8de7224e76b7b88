/// Text that a browser takes as markup.
enum HTML {
  /// `text` as content or as the value of a quoted attribute.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// ` name="value"`, escaped; nothing where there is no value.
  static func attribute(_ name: String, _ value: String?) -> String {
    value.map { " \(name)=\"\(escaped($0))\"" } ?? ""
  }

  /// Whether an address begins with a scheme: `https:`, `mailto:`.
  static func hasScheme(_ address: String) -> Bool {
    let scheme = address.utf8.prefix { isLetter($0) || isDigit($0) || "+.-".utf8.contains($0) }
    return scheme.first.map(isLetter) ?? false
      && scheme.endIndex < address.utf8.endIndex
      && address.utf8[scheme.endIndex] == UInt8(ascii: ":")
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }
  static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  /// The values of `names` as they stand in the tags of `markup`, unescaped no further than needed.
  static func attributes(_ names: Set<String>, in markup: String) -> [(name: String, value: String)]
  {
    let pattern = /([A-Za-z][-A-Za-z]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/
    var result: [(name: String, value: String)] = []
    for match in markup.matches(of: pattern) {
      let name = match.1.lowercased()
      guard names.contains(name) else { continue }
      let value = String(match.2 ?? match.3 ?? "")
      result.append((name, value.replacing("&amp;", with: "&")))
    }
    return result
  }

  /// An anchor's name made from the words of `text`: small letters and digits, joined by hyphens.
  static func slug(_ text: String) -> String {
    var words: [String] = []
    var word = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber {
        word.append(character)
      } else if !word.isEmpty {
        if character == "'" || character == "’" { continue }
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words.isEmpty ? "section" : words.joined(separator: "-")
  }
}
