import Tensors
import Testing

@testable import TensorFiles

@Suite("CSV")
struct CSVTests {
  private func read(_ text: String) throws -> Tensor {
    let contents = try FileContents(FileBytes(copying: Array(text.utf8)), path: "x.csv")
    return try contents.decode(contents.array(named: nil)).tensor
  }

  @Test(
    "reads what spreadsheets, NumPy and pandas write",
    arguments: [
      ("comma.csv", [2, 2], [0.1, 0.9, 1e-3, -2.5]),
      ("windows.csv", [2, 2], [0, 0.25, 1, .nan]),
      ("tab.tsv", [2, 3], [1, 2, 3, 4, 5, .infinity]),
      ("column.csv", [4], [0.5, -.infinity, 2, 0.25]),
      ("savetxt.csv", [2, 3], (0..<6).map { Float(Double($0) / 7) }),
    ] as [(String, [Int], [Float])])
  func files(file: String, extents: [Int], values: [Float]) throws {
    let tensor = try TensorFile.read(ArrayReference(path: fixture(file)))
    #expect(tensor == (try Tensor(shape: Shape(extents), elements: values)))
  }

  @Test(
    "finds lines and cells",
    arguments: [
      ("1", [1], [1]), ("1,2,3", [1, 3], [1, 2, 3]), ("1\r2\r3", [3], [1, 2, 3]),
      ("a;b\n1;2", [1, 2], [1, 2]), ("\"a \"\"b\"\"\",c\n1,2\n\n\n", [1, 2], [1, 2]),
      ("  1 , 2 \n3,4", [2, 2], [1, 2, 3, 4]),
      ("nan,-NaN,+INF,-inf", [1, 4], [.nan, .nan, .infinity, -.infinity]),
    ] as [(String, [Int], [Float])])
  func cells(text: String, extents: [Int], values: [Float]) throws {
    #expect(try read(text) == (try Tensor(shape: Shape(extents), elements: values)))
  }

  private static let onlyNumbers =
    "Only the first line may hold names. Leave the column out, or write numbers."

  @Test(
    "says in which line and column something is wrong",
    arguments: [
      ("1,2\n3,x\n", "Expected a number in line 2, column 2, found x.", [onlyNumbers]),
      ("a,b\n3,4\n5,x y\n", "Expected a number in line 3, column 2, found x y.", [onlyNumbers]),
      ("1,b\n3,4\n", "Expected a number in line 1, column 2, found b.", [onlyNumbers]),
      (
        "1,2\n3,\n", "Expected a number in line 2, column 2, but the cell is empty.",
        ["Write NaN where a value is missing."]
      ),
      (
        "1,2\n\n3,4\n", "Expected a number in line 2, column 1, but the cell is empty.",
        ["Write NaN where a value is missing."]
      ),
      (
        "1,2\n3\n", "Expected 2 cells in line 2, column 2 on, found 1.",
        ["Write as many cells in every line, NaN where a value is missing."]
      ),
      (
        "1,2\n3,4,5\n", "Expected 2 cells in line 2, column 3 on, found 3.",
        ["Write as many cells in every line, NaN where a value is missing."]
      ),
      (
        "1\n3,4\n", "Expected 1 cell in line 2, column 2 on, found 2.",
        ["Write as many cells in every line, NaN where a value is missing."]
      ),
      (
        "0,5;1\n1,5;2\n", "Expected a number in line 1, column 1, found 0,5.",
        ["Write decimals with a point: 0.5."]
      ),
      (
        "1,\"2\n3,4\n", "Expected a whole cell in quotes in line 1, column 2.",
        ["Close the quote right behind the number, or write it without quotes."]
      ),
      (
        "1,\"2\"3\n", "Expected a whole cell in quotes in line 1, column 2.",
        ["Close the quote right behind the number, or write it without quotes."]
      ),
      (
        "a,b\n", "Expected numbers, but the CSV file has none.",
        ["Write one row a line, its numbers apart by commas."]
      ),
      ("hello", "Expected a number in line 1, column 1, found hello.", [onlyNumbers]),
      (
        "\n\n", "Expected numbers, but the CSV file has none.",
        ["Write one row a line, its numbers apart by commas."]
      ),
      ("1,0x10\n", "Expected a number in line 1, column 2, found 0x10.", [onlyNumbers]),
      ("1,1e\n", "Expected a number in line 1, column 2, found 1e.", [onlyNumbers]),
      ("1,1_000\n", "Expected a number in line 1, column 2, found 1_000.", [onlyNumbers]),
      (
        "1,\(String(repeating: "z", count: 50))\n",
        "Expected a number in line 1, column 2, found \(String(repeating: "z", count: 40))….",
        [onlyNumbers]
      ),
    ] as [(String, String, [String])])
  func broken(text: String, sentence: String, help: [String]) {
    let error = errorReading(Array(text.utf8), name: "x.csv")
    #expect(error?.sentence == sentence)
    #expect(error?.help == help)
    #expect(error?.kind == .badData)
  }

  @Test(
    "refuses what is no text",
    arguments: [[0xFF, 0xFE, 0x31, 0], [0x31, 0x2C, 0xC3, 0x28]] as [[UInt8]])
  func notText(bytes: [UInt8]) {
    #expect(
      errorReading(bytes, name: "x.csv")?.sentence
        == "Expected text in UTF-8, but the CSV file has bytes that are none.")
  }

  @Test("rounds every decimal to the nearest float32, as the standard library does")
  func rounding() {
    var numbers = SeededNumbers(state: 5)
    var texts = ["16777217", "16777219", "1e-45", "7e-46", "3.4028236e38", "1e39", "0.1", "-0"]
    for _ in 0..<20_000 {
      let bits = UInt32(truncatingIfNeeded: numbers.next())
      let value = Float(bitPattern: bits)
      guard value.isFinite else { continue }
      texts += ["\(value)", "\(Double(value) * 1.000000059604644775390625)"]
      texts.append(
        "\(Int.random(in: 0..<1_000_000, using: &numbers)).\(bits)e\(Int(bits % 40) - 20)")
    }
    for text in texts {
      let found = unsafe Array(text.utf8).withUnsafeBytes { unsafe number($0) }
      #expect(found?.bitPattern == Float(text)?.bitPattern, "\(text)")
    }
  }
}
