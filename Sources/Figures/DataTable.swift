/// The numbers of a figure, row by row: what `--data-file` writes.
public struct DataTable: Equatable, Sendable {
  /// One entry of a row.
  public enum Cell: Equatable, Sendable {
    /// A name.
    case text(String)
    /// A count or an index.
    case count(Int)
    /// A number, with the shortest digits that read back as the same float64.
    case number(Double)
    /// The same of a float32.
    case single(Float)
    /// Nothing.
    case none
  }

  /// A name for each column, with its unit: `loss_nats`.
  public var columns: [String]
  /// As many cells as there are columns.
  public var rows: [[Cell]]

  /// A table.
  public init(_ columns: [String], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The table as RFC 4180 has it, its lines ended by a line feed alone.
  public var csv: String {
    var text = columns.map(Self.quoted).joined(separator: ",") + "\n"
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index > 0 { text += "," }
        switch cell {
        case .text(let string): text += Self.quoted(string)
        case .count(let count): text += String(count)
        case .number(let number): text += Self.written(number, number.description)
        case .single(let number): text += Self.written(Double(number), number.description)
        case .none: break
        }
      }
      text += "\n"
    }
    return text
  }

  private static func written(_ number: Double, _ digits: String) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) || $0 == "\r\n" }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
