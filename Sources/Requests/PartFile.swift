public import Reductions
import TensorFiles
import Tensors

/// Parts of a fold as text: one JSON object a line, with a checksum of all that stands before it.
public enum PartFile {
  /// How a part is made.
  private static let making = [
    "Fold its samples again: lossfold fold Y_TRUE Y_PRED --partial > part.json"
  ]

  /// The line that says what `part` holds.
  public static func line(of part: Part) -> String {
    let text = part.json.text.dropLast()
    return text + ", \"crc32\": \"\(checksum(of: text))\"}\n"
  }

  /// What a file is called in errors.
  public static func name(of path: String) -> String { path == "-" ? "standard input" : path }

  /// The error of a file whose parts would be counted twice.
  public static func givenTwice(_ path: String) -> RequestError {
    TextFile.bad(name(of: path), "every part is merged once, but this one was given twice")
  }

  /// The parts in the file at `path`; `-` is standard input.
  ///
  /// - Throws: ``RequestError`` where it cannot be read or a part is broken.
  public static func parts(in path: String) throws(RequestError) -> [Part] {
    try parts(
      in: TextFile.bytes(of: path == "-" ? "/dev/stdin" : path, called: name(of: path)),
      of: name(of: path))
  }

  /// The parts that `bytes` hold: one, or one a line.
  ///
  /// - Parameter name: What the file is called in errors.
  /// - Throws: ``RequestError`` where one is broken; it is bad data.
  public static func parts(in bytes: [UInt8], of name: String) throws(RequestError) -> [Part] {
    guard let whole = try? StrictJSON(parsing: bytes) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { line in
        line.contains { ![0x20, 0x09, 0x0D].contains($0) }
      }
      var parts: [Part] = []
      for (index, line) in lines.enumerated() {
        let place = lines.count > 1 ? "\(name):\(index + 1)" : name
        let value: StrictJSON
        do throws(StrictJSON.Fault) {
          value = try StrictJSON(parsing: Array(line))
        } catch {
          throw TextFile.bad(
            place, "a part of a fold is JSON, but \(sentence(error))", help: making)
        }
        parts.append(try part(value, place))
      }
      guard !parts.isEmpty else {
        throw TextFile.bad(name, "a part of a fold is JSON, but it is empty", help: making)
      }
      return parts
    }
    return [try part(whole, name)]
  }

  private static func part(
    _ value: StrictJSON, _ place: String
  ) throws(RequestError) -> Part {
    let part: Part
    do throws(PartFault) {
      part = try Part(JSON(value))
    } catch {
      throw TextFile.bad(
        place,
        "a part of a fold has \(error.expected)\(error.place.isEmpty ? "" : " at \(error.place)"), "
          + "but this has not: it is broken, or of another kind", help: making)
    }
    var found = ""
    if case .object(let members) = value,
      case .text(let text)? = members.first(where: { $0.key == "crc32" })?.value
    {
      found = text
    }
    let expected = checksum(of: part.json.text.dropLast())
    guard found == expected else {
      throw TextFile.bad(
        place,
        "the checksum of its numbers is \(expected), but crc32 reads “\(found)”: "
          + "it is broken", help: making)
    }
    return part
  }

  private static func sentence(_ fault: StrictJSON.Fault) -> String {
    switch fault {
    case .syntax(let offset, let expected): "it lacks \(expected) at byte \(offset)"
    case .repeatedKey(let key): "its key \(key) is there twice"
    }
  }

  private static func checksum(of text: Substring) -> String {
    let digits = String(TensorFiles.checksum(Array(text.utf8)), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension JSON {
  fileprivate init(_ value: StrictJSON) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .text(let text): self = .string(text)
    case .number("-0"): self = .number(-0.0)
    case .number(let text):
      self = Int(text).map { .integer($0) } ?? .number(Double(text) ?? .nan)
    case .array(let items): self = .array(items.map { JSON($0) })
    case .object(let members): self = .object(members.map { ($0.key, JSON($0.value)) })
    }
  }
}

/// Parts that are merged one after the other; it remembers whose samples are whose.
public struct PartMerge {
  /// What has been merged.
  public private(set) var whole: Part?
  private var owners: [(name: String, stretches: [Part.Stretch])] = []

  /// Nothing yet.
  public init() {}

  /// Adds a part of the file `name`.
  ///
  /// - Throws: ``RequestError`` that names the file where it does not go with the others.
  public mutating func add(_ part: Part, of name: String) throws(RequestError) {
    defer { owners.append((name, part.stretches ?? [])) }
    guard var whole else {
      self.whole = part
      return
    }
    do throws(PartError) {
      try whole.merge(part)
      self.whole = whole
    } catch {
      throw TextFile.bad(name, sentence(error))
    }
  }

  private func sentence(_ error: PartError) -> String {
    switch error {
    case .foldedOtherwise(let key, let value, let other):
      "parts of one fold are folded alike, but its \(key) is \(value), "
        + "and that of \(owners.first?.name ?? "the others") is \(other)"
    case .overlap(let stretch, let own):
      "every sample is in one part, but its \(stretch.words) overlap "
        + "\(own.words) of \(owner(of: own, stretch))"
    case .tooMany: "more samples than can be counted"
    }
  }

  /// Which file has samples of both stretches.
  private func owner(of own: Part.Stretch, _ stretch: Part.Stretch) -> String {
    owners.first { owner in
      owner.stretches.contains { $0.first < stretch.end && stretch.first < $0.end }
    }?.name ?? "the others"
  }
}
