import Drawings

/// Numbers under one another, their decimal points in line.
struct NumberColumn {
  /// How wide the column is.
  let width: Double
  private let shifts: [Double]

  /// Powers, NaN and the like have no point to stand in line: they end where the column does.
  init(_ numbers: [String], _ font: Font, in sketch: Sketch) {
    let tails = numbers.map { number -> Double? in
      guard number.allSatisfy({ $0.isNumber || "−.\u{2009}\u{A0}%".contains($0) }) else {
        return nil
      }
      let whole = number.prefix { $0 != "." && $0 != "\u{A0}" }
      return sketch.textWidth(number, font) - sketch.textWidth(String(whole), font)
    }
    let longest = tails.compactMap { $0 }.max() ?? 0
    let shifts = tails.map { $0.map { longest - $0 } ?? 0 }
    self.shifts = shifts
    width = zip(numbers, shifts).map { sketch.textWidth($0, font) + $1 }.max() ?? 0
  }

  /// How far before the end of the column number `index` ends.
  func shift(_ index: Int) -> Double { shifts[index] }
}
