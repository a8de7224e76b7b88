import Tensors

/// Numbers as text: a row a line, cells apart by commas, semicolons or tabs.
///
/// The first line tells which: tabs if it has one, then semicolons, then commas. It may name the
/// columns instead of holding numbers; a byte order mark, `\r\n` and quoted numbers are fine.
enum CSV {
  /// The numbers in `file`. Shape: row where there is one column, row × column otherwise.
  static func tensor(from file: FileBytes) throws(FileFault) -> (
    layout: ArrayLayout, tensor: Tensor
  ) {
    do throws(CSVFault) {
      let table = try read(file)
      let rows = table.numbers.count / table.columns
      let shape = Shape(table.columns == 1 ? [rows] : [rows, table.columns])
      guard let tensor = try? Tensor(shape: shape, elements: table.numbers) else {
        preconditionFailure("rows of one length")
      }
      return (ArrayLayout(type: "csv", shape: shape, bytes: file.count), tensor)
    } catch {
      throw .csv(error)
    }
  }

  private static func read(_ file: FileBytes) throws(CSVFault) -> (numbers: [Float], columns: Int) {
    let outcome = unsafe file.withBytes(in: 0..<file.count) {
      bytes -> Result<(numbers: [Float], columns: Int), CSVFault> in
      do throws(CSVFault) {
        var reader = try unsafe Reader(bytes)
        return .success(try reader.table())
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}

/// What can be wrong with a CSV file. Lines and columns count from 1; a column is a cell.
public enum CSVFault: Error, Hashable, Sendable {
  /// No numbers, or names of columns only.
  case noNumbers
  /// Text in UTF-16, or bytes that aren't text.
  case notText
  /// A cell that isn't a number.
  case text(String, line: Int, column: Int)
  /// A line of more or fewer cells than the first.
  case ragged(line: Int, expected: Int, found: Int)
  /// A quote that isn't closed in its line, or text right behind one.
  case quote(line: Int, column: Int)
}

extension CSVFault {
  var sentence: String {
    switch self {
    case .noNumbers: "Expected numbers, but the CSV file has none."
    case .notText: "Expected text in UTF-8, but the CSV file has bytes that are none."
    case .text("", let line, let column):
      "Expected a number in line \(line), column \(column), but the cell is empty."
    case .text(let text, let line, let column):
      "Expected a number in line \(line), column \(column), found \(text.escaped)."
    case .ragged(let line, let expected, let found):
      "Expected \(expected) \(expected == 1 ? "cell" : "cells") in line \(line), column \(min(expected, found) + 1) on, found \(found)."
    case .quote(let line, let column):
      "Expected a whole cell in quotes in line \(line), column \(column)."
    }
  }

  var help: [String] {
    switch self {
    case .text("", _, _): ["Write NaN where a value is missing."]
    case .text(let text, _, _) where CSVFault.hasDecimalComma(text):
      ["Write decimals with a point: \(text.replacing(",", with: "."))."]
    case .notText: ["Save it as CSV in UTF-8."]
    case .text: ["Only the first line may hold names. Leave the column out, or write numbers."]
    case .noNumbers: ["Write one row a line, its numbers apart by commas."]
    case .ragged: ["Write as many cells in every line, NaN where a value is missing."]
    case .quote: ["Close the quote right behind the number, or write it without quotes."]
    }
  }

  private static func hasDecimalComma(_ text: String) -> Bool {
    text.utf8.count { $0 == UInt8(ascii: ",") } == 1
      && Float(text.replacing(",", with: ".")) != nil
  }
}

/// Goes over the bytes once.
@safe private struct Reader: ~Copyable {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private var line = 1
  private let separator: UInt8
  private let end: Int

  /// The longest part of a cell that a message shows.
  private static let longestShown = 40

  init(_ bytes: UnsafeRawBufferPointer) throws(CSVFault) {
    unsafe self.bytes = unsafe bytes
    // Empty lines at the end are no rows.
    var end = bytes.count
    while end > 0, unsafe Self.isSpace(bytes[end - 1]) || Self.endsLine(bytes[end - 1]) { end -= 1 }
    // A tab there is a cell that is empty.
    while end < bytes.count, unsafe bytes[end] == UInt8(ascii: "\t") { end += 1 }
    self.end = end
    if unsafe bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .notText
    }
    if unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    separator = unsafe Self.separator(in: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
  }

  mutating func table() throws(CSVFault) -> (numbers: [Float], columns: Int) {
    guard offset < end else { throw .noNumbers }
    var (columns, isHeader) = (0, true)
    var numbers: [Float] = []
    var firstText: CSVFault?
    // The first line is names where none of its cells is a number.
    try row { (value, fault) throws(CSVFault) in
      columns += 1
      if let value {
        numbers.append(value)
        isHeader = false
      } else {
        firstText = firstText ?? fault()
      }
    }
    if let firstText, !isHeader || columns == 1 && offset >= end { throw firstText }
    if isHeader, offset >= end { throw .noNumbers }
    numbers.reserveCapacity(cellsLeft() + columns)
    while offset < end {
      let start = line
      var found = 0
      try row { (value, fault) throws(CSVFault) in
        found += 1
        guard found <= columns else { return }
        guard let value else { throw fault() }
        numbers.append(value)
      }
      guard found == columns else { throw .ragged(line: start, expected: columns, found: found) }
    }
    return (numbers, columns)
  }

  /// Reads a line and hands over its cells: a number, or what is wrong with it.
  private mutating func row(
    _ body: (Float?, () -> CSVFault) throws(CSVFault) -> Void
  ) throws(CSVFault) {
    var column = 1
    while true {
      let range = try cell(column)
      let at = (line, column)
      let value = unsafe number(UnsafeRawBufferPointer(rebasing: bytes[range]))
      try body(value) { unsafe Self.fault(UnsafeRawBufferPointer(rebasing: bytes[range]), at) }
      guard offset < end else { break }
      let mark = unsafe bytes[offset]
      offset += 1
      if mark == separator {
        column += 1
        continue
      }
      if mark == UInt8(ascii: "\r"), offset < end, unsafe bytes[offset] == UInt8(ascii: "\n") {
        offset += 1
      }
      break
    }
    line += 1
  }

  /// The cell's content, spaces around it and quotes left out; the offset moves to its end.
  private mutating func cell(_ column: Int) throws(CSVFault) -> Range<Int> {
    while offset < end, unsafe isPadding(bytes[offset]) { offset += 1 }
    var start = offset
    guard offset < end, unsafe bytes[offset] == UInt8(ascii: "\"") else {
      while offset < end, unsafe bytes[offset] != separator, unsafe !Self.endsLine(bytes[offset]) {
        offset += 1
      }
      var stop = offset
      while stop > start, unsafe isPadding(bytes[stop - 1]) { stop -= 1 }
      return start..<stop
    }
    offset += 1
    start = offset
    while offset < end, unsafe !Self.endsLine(bytes[offset]) {
      if unsafe bytes[offset] == UInt8(ascii: "\"") {
        // A quote in quotes is written twice.
        guard offset + 1 < end, unsafe bytes[offset + 1] == UInt8(ascii: "\"") else { break }
        offset += 1
      }
      offset += 1
    }
    let stop = offset
    guard offset < end, unsafe bytes[offset] == UInt8(ascii: "\"") else {
      throw .quote(line: line, column: column)
    }
    offset += 1
    while offset < end, unsafe isPadding(bytes[offset]) { offset += 1 }
    guard unsafe offset >= end || bytes[offset] == separator || Self.endsLine(bytes[offset]) else {
      throw .quote(line: line, column: column)
    }
    return start..<stop
  }

  /// How many cells there are still, so that the numbers' memory is asked for once.
  private func cellsLeft() -> Int {
    var count = 1
    for index in offset..<end where unsafe bytes[index] == separator || Self.endsLine(bytes[index])
    { count += 1 }
    return count
  }

  private func isPadding(_ byte: UInt8) -> Bool { Self.isSpace(byte) && byte != separator }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static func separator(in bytes: UnsafeRawBufferPointer) -> UInt8 {
    var isQuoted = false
    var found: Set<UInt8> = []
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      if endsLine(byte) { break }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { found.insert(byte) }
    }
    let separators = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    return separators.first(where: found.contains) ?? UInt8(ascii: ",")
  }

  private static func fault(
    _ cell: UnsafeRawBufferPointer, _ at: (line: Int, column: Int)
  ) -> CSVFault {
    guard let text = unsafe String(validating: cell, as: UTF8.self), !text.utf8.contains(0) else {
      return .notText
    }
    let shown = text.count > longestShown ? text.prefix(longestShown) + "…" : text
    return .text(shown, line: at.line, column: at.column)
  }
}
