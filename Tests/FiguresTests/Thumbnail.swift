import Drawings
import Foundation

@testable import CairoRendering

/// A picture as the eye takes it in: the mean colour of every square of 6 CSS pixels, in CIELAB.
struct Thumbnail: Equatable {
  private static let square = 6
  let columns: Int
  /// L*, a* and b* of each square, row by row, rounded to whole numbers.
  let values: [Int]

  init(_ drawing: Drawing) throws {
    let scale = 96.0 / 72
    let width = Int((drawing.size.width * scale).rounded())
    let height = Int((drawing.size.height * scale).rounded())
    let canvas = try Canvas(width: width, height: height)
    canvas.scale(scale)
    var painter = unsafe Painter(
      context: canvas.context, typesetter: try Typesetter(), pixelsPerPoint: scale)
    try painter.draw(drawing)
    let pixels = try canvas.pixels(width: width, height: height)
    columns = width / Self.square
    var values: [Int] = []
    for row in 0..<(height / Self.square) {
      for column in 0..<columns {
        var sums = (0, 0, 0)
        for y in 0..<Self.square {
          let start = ((row * Self.square + y) * width + column * Self.square) * 3
          for place in stride(from: start, to: start + 3 * Self.square, by: 3) {
            sums.0 += Int(pixels[place])
            sums.1 += Int(pixels[place + 1])
            sums.2 += Int(pixels[place + 2])
          }
        }
        let count = Double(Self.square * Self.square) * 255
        values += Self.lab(Double(sums.0) / count, Double(sums.1) / count, Double(sums.2) / count)
      }
    }
    self.values = values
  }

  /// CIELAB of an sRGB colour, its channels 0 to 1, white D65.
  private static func lab(_ red: Double, _ green: Double, _ blue: Double) -> [Int] {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)].map { Int($0.rounded()) }
  }

  /// The mean and the greatest colour difference (CIE 1976) of the squares; nil of another size.
  func difference(from other: Thumbnail) -> (mean: Double, greatest: Double)? {
    guard columns == other.columns, values.count == other.values.count, !values.isEmpty else {
      return nil
    }
    var (sum, greatest) = (0.0, 0.0)
    for start in stride(from: 0, to: values.count, by: 3) {
      let squares = (start..<(start + 3)).reduce(0) { sum, index in
        sum + (values[index] - other.values[index]) * (values[index] - other.values[index])
      }
      let distance = Double(squares).squareRoot()
      sum += distance
      greatest = max(greatest, distance)
    }
    return (sum / Double(values.count / 3), greatest)
  }

  /// A row of squares a line; squares like the one before are counted.
  var text: String {
    var lines: [String] = []
    for start in stride(from: 0, to: values.count, by: columns * 3) {
      let squares = stride(from: start, to: start + columns * 3, by: 3).map {
        values[$0..<($0 + 3)].map(String.init).joined(separator: ",")
      }
      var runs: [(square: String, count: Int)] = []
      for square in squares {
        if runs.last?.square == square {
          runs[runs.count - 1].count += 1
        } else {
          runs.append((square, 1))
        }
      }
      lines.append(
        runs.map { $0.count > 1 ? "\($0.square)x\($0.count)" : $0.square }.joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  init?(text: String) {
    var values: [Int] = []
    var columns = 0
    for line in text.split(separator: "\n") {
      let before = values.count
      for run in line.split(separator: " ") {
        let parts = run.split(separator: "x")
        let square = parts[0].split(separator: ",").compactMap { Int($0) }
        guard square.count == 3 else { return nil }
        for _ in 0..<(parts.count > 1 ? Int(parts[1]) ?? 1 : 1) { values += square }
      }
      columns = (values.count - before) / 3
    }
    self.columns = columns
    self.values = values
  }
}
