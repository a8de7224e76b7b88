import ArgumentParser
import TensorFiles
import Tensors

/// What is in files of arrays.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "List the arrays in files: name, type, shape, range, NaN count.",
    discussion: """
      One line an array: its name, its type as stored, its shape, its size, its range with a \
      histogram between the ends, its mean μ and deviation σ, and how many values are NaN or \
      infinite. It reads npy, npz, safetensors, PNG masks, folders of these, and CSV.

        lossfold inspect tensors.npz
        lossfold inspect masks/ tensors.npz:y_pred --json
        lossfold inspect - < tensors.npz
      """)

  @Argument(
    help: "Files of arrays, folders of PNG masks, or one array of a file: tensors.npz:y_pred.",
    completion: .arrays)
  var files: [String]

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Expected a file.") }
  }

  func run() throws {
    // All files are read before anything is printed, so that an error stands alone.
    var listings: [(file: String, arrays: [ArrayInfo])] = []
    for file in files {
      let reference = try ArrayReference(parsing: file)
      listings.append((file, try TensorFile.describe(reference.path, key: reference.key)))
    }
    try Console.write(json ? Self.json(of: listings) + "\n" : Self.text(of: listings))
  }

  private static func text(of listings: [(file: String, arrays: [ArrayInfo])]) -> String {
    listings.map { listing in
      (listings.count > 1 ? "\(listing.file.escaped):\n" : "")
        + listing.arrays.map { styled($0) + "\n" }.joined()
    }.joined(separator: "\n")
  }

  /// The line of an array; on a terminal its name stands out, and what is odd in it.
  private static func styled(_ array: ArrayInfo) -> String {
    let parts = "\(array)".split(separator: " · ").map { part in
      part.hasSuffix("!") ? Style.output.bad(String(part)) : String(part)
    }
    let line = parts.joined(separator: " · ")
    guard let name = array.name?.escaped, line.hasPrefix(name) else { return line }
    return Style.output.bold(name) + line.dropFirst(name.count)
  }

  /// One array a line.
  static func json(of listings: [(file: String, arrays: [ArrayInfo])]) -> String {
    let files = listings.map { listing in
      let arrays = listing.arrays.map { "    " + json(of: $0) }.joined(separator: ",\n")
      return "  { \"file\": \(quoted(listing.file)), \"arrays\": [\n\(arrays) ] }"
    }
    return "{ \"schema\": 1, \"files\": [\n\(files.joined(separator: ",\n")) ] }"
  }

  private static func json(of array: ArrayInfo) -> String {
    var fields = [
      ("name", array.name.map(quoted) ?? "null"), ("type", quoted(array.type)),
      ("order", array.isFortranOrder ? "\"F\"" : "\"C\""),
    ]
    if let statistics = array.statistics {
      func number(_ value: Double?) -> String { value?.description ?? "null" }
      fields += [
        ("shape", "\(array.extents)"), ("count", "\(array.count)"), ("bytes", "\(array.bytes)"),
        ("min", number(statistics.min)), ("max", number(statistics.max)),
        ("mean", number(statistics.mean)), ("deviation", number(statistics.deviation)),
        ("nan", "\(statistics.nan)"), ("infinite", "\(statistics.infinite)"),
        ("histogram", "\(statistics.histogram)"),
      ]
    } else {
      fields += [("shape", "null"), ("why", quoted(array.why))]
    }
    return "{ " + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + " }"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
