internal import Drawings

/// One drawing for two themes: its colours stand in for pairs, one for light and one for dark.
struct TwofoldDrawing {
  /// A colour in both themes.
  struct Pair: Hashable {
    var light: Color
    var dark: Color
  }

  /// The colours of a heat map's cells in both themes.
  struct Palettes: Hashable {
    var light: [Color]
    var dark: [Color]
  }

  private(set) var drawing: Drawing
  /// What the stand-ins stand for, by their number.
  private(set) var pairs: [Pair] = []
  /// What the greys of the images stand for: level 1 is the palettes' second colour.
  private(set) var palettes: Palettes?

  private var numbers: [Pair: Int] = [:]

  /// Nil where the two differ in more than colours, or have more palettes than one.
  init?(light: Drawing, dark: Drawing) {
    drawing = light
    guard light.size == dark.size, let marks = merged(light.marks, dark.marks) else { return nil }
    drawing.background = standIn(light.background, dark.background)
    drawing.marks = marks
  }

  /// The number that a stand-in bears; nil for another colour.
  static func number(red: Int, green: Int, blue: Int) -> Int? {
    blue == Int(mark) ? (255 - red) * 256 + green : nil
  }

  private static let mark: UInt8 = 0x5A

  private mutating func standIn(_ light: Color, _ dark: Color) -> Color {
    let isAlike = light.alpha == dark.alpha
    let pair =
      isAlike
      ? Pair(light: light.opacity(255), dark: dark.opacity(255)) : Pair(light: light, dark: dark)
    let number = numbers[pair] ?? pairs.count
    if number == pairs.count {
      numbers[pair] = number
      pairs.append(pair)
    }
    return Color(
      red: UInt8(255 - number / 256), green: UInt8(number % 256), blue: Self.mark,
      alpha: isAlike ? light.alpha : 255)
  }

  /// What only one of the themes has is clear in the other.
  private mutating func standIn(_ light: Color?, _ dark: Color?) -> Color? {
    guard let known = light ?? dark else { return nil }
    return standIn(light ?? known.opacity(0), dark ?? known.opacity(0))
  }

  private mutating func merged(_ light: [Mark], _ dark: [Mark]) -> [Mark]? {
    guard light.count == dark.count else { return nil }
    var marks: [Mark] = []
    marks.reserveCapacity(light.count)
    for (left, right) in zip(light, dark) {
      guard let mark = merged(left, right) else { return nil }
      marks.append(mark)
    }
    return marks
  }

  private mutating func merged(_ light: Mark, _ dark: Mark) -> Mark? {
    switch (light, dark) {
    case (.path(let path, let fill, let stroke), .path(let other, let otherFill, let otherStroke)):
      guard path == other, var line = merged(stroke, otherStroke) else { return nil }
      line?.color = standIn(stroke?.color, otherStroke?.color) ?? Color(0)
      return .path(path, fill: standIn(fill, otherFill), stroke: line)
    case (.text(var text), .text(var other)):
      text.color = standIn(text.color, other.color)
      other.color = text.color
      return text == other ? .text(text) : nil
    case (.image(let raster, let rect), .image(let other, let otherRect)):
      guard rect == otherRect, raster.width == other.width, raster.height == other.height,
        raster.palette.count == other.palette.count, raster.indices == other.indices
      else { return nil }
      let found = Palettes(light: raster.palette, dark: other.palette)
      guard palettes == nil || palettes == found else { return nil }
      palettes = found
      let greys = raster.palette.indices.map { level in
        Color(red: UInt8(level), green: UInt8(level), blue: UInt8(level))
      }
      return .image(
        Raster(
          width: raster.width, height: raster.height, palette: greys, indices: raster.indices),
        in: rect)
    case (.group(var group), .group(let other)):
      guard group.title == other.title, group.clip == other.clip,
        let marks = merged(group.marks, other.marks)
      else { return nil }
      group.marks = marks
      return .group(group)
    default: return nil
    }
  }

  /// The line that either has; nil where the two are of different make.
  private func merged(_ light: Stroke?, _ dark: Stroke?) -> Stroke?? {
    guard let light, let dark else { return .some(light ?? dark) }
    var same = dark
    same.color = light.color
    return same == light ? .some(light) : nil
  }
}
