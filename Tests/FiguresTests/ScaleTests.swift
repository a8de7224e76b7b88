import Drawings
import Testing

@testable import Figures

@Suite("Colours of values")
struct ScaleTests {
  /// CIE lightness, 0 to 100; rises with luminance, which is all that is tested.
  private func rises(_ colors: [Color]) -> Bool {
    zip(colors, colors.dropFirst()).allSatisfy {
      $0.relativeLuminance < $1.relativeLuminance
    }
  }

  @Test("grow strictly darker on white and strictly lighter on black", arguments: Theme.all)
  func monotone(theme: Theme) {
    for map in [ColorMap.magma, .cividis] {
      let colors = map.colors(ColorScale.levels, on: theme)
      #expect(rises(theme.isDark ? colors : colors.reversed()), "\(theme.name)")
    }
  }

  @Test("leave out magma's darkest fifth")
  func darkest() {
    #expect(ColorMap.magma.color(at: 0) == Color(0x3B0F70))
    #expect(ColorMap.magma.color(at: 1) == Color(0xFCFDBF))
  }

  @Test("lie between the limits, NaN apart", arguments: FigureOptions.ColorScaleKind.allCases)
  func levels(kind: FigureOptions.ColorScaleKind) {
    let scale = ColorScale(from: 0.001, to: 16, kind: kind, theme: .light)
    #expect(scale.level(of: 0) == 0)
    #expect(scale.level(of: -.infinity) == 0)
    #expect(scale.level(of: 16) == 127)
    #expect(scale.level(of: .infinity) == 127)
    #expect(scale.level(of: .nan) == 128)
    let levels = stride(from: Float(0.001), through: 16, by: 0.01).map { scale.level(of: $0) }
    #expect(levels == levels.sorted())
    #expect(scale.palette.count == 129)
  }

  @Test("halve a logarithmic scale at the geometric mean")
  func geometric() {
    let scale = ColorScale(from: 0.01, to: 100, kind: .log, theme: .light)
    #expect(scale.level(of: 0.999) == 63)
    #expect(scale.level(of: 1.001) == 64)
    #expect(abs(scale.position(of: 1) - 0.5) < 1e-12)
  }

  @Test("span at most five decades below the greatest loss")
  func fitting() throws {
    let options = FigureOptions()
    let scale = try ColorScale.fitting([0, 1e-7, 0.5, 16.1] as [Float], options: options)
    #expect(scale.low == 0.001)
    #expect(abs(scale.high - 16.1) < 1e-5)
    let flat = try ColorScale.fitting([0.25, 0.25] as [Float], options: options)
    #expect(flat.low < 0.25)
    let nothing = try ColorScale.fitting([0, 0] as [Float], options: options)
    #expect(nothing.kind == .linear)
    #expect(throws: FigureError.badLimits(0, 1)) {
      try ColorScale.fitting([1] as [Float], options: FigureOptions(limits: .range(0, 1)))
    }
  }

  @Test(
    "stand at round numbers, five at most",
    arguments: [
      (0, 1, [0, 0.25, 0.5, 0.75, 1]), (0, 16.1, [0, 5, 10, 15]), (0, 0.03, [0, 0.01, 0.02, 0.03]),
      (-2, 2, [-2, -1, 0, 1, 2]), (3, 3, [3]),
    ] as [(Double, Double, [Double])])
  func ticks(low: Double, high: Double, expected: [Double]) {
    let ticks = Ticks.linear(from: low, to: high)
    #expect(ticks.count <= 5)
    #expect(ticks.allSatisfy { $0 >= low && $0 <= high })
    if expected.count != 5 || low != 0 {
      #expect(
        zip(ticks, expected).allSatisfy { abs($0 - $1) < 1e-12 } && ticks.count == expected.count)
    }
  }

  @Test("have logarithms of our own, as good as the library's")
  func logarithm() {
    for value in [1e-300, 1e-7, 0.001, 0.7, 1, 1.4142135623730951, 2, 10, 16.1, 1e20] {
      #expect(
        abs(Logarithm.decimal(value) - logOfLibrary(value)) <= 2e-15
          * max(1, abs(logOfLibrary(value))))
    }
    #expect(Logarithm.natural(1) == 0)
    for value in [-30, -1, -0.2, 0, 0.3, 1, 6.9, 200] {
      #expect(abs(Logarithm.natural(Exponential.natural(value)) - value) <= 1e-13)
    }
  }

  @Test("about zero are alike on both sides, and paper where there is next to nothing")
  func diverging() {
    let scale = ColorScale(about: 2, zero: 0.002, theme: .light)
    for value in [Float(0.001), -0.001, 0] { #expect(scale.color(of: value) == Theme.light.paper) }
    #expect(scale.level(of: 2) == 127 && scale.level(of: -2) == 0 && scale.level(of: .nan) == 128)
    for value in [Float(0.01), 0.3, 1.9] {
      #expect(Int(scale.level(of: value)) + Int(scale.level(of: -value)) == 127)
    }
    #expect(scale.position(of: 0) == 0.5 && scale.position(of: 2) == 1)
    #expect(abs(scale.position(of: -0.002 * 31.622776601683793) - 0.25) < 1e-9)
  }

  @Test(
    "find the power of ten below",
    arguments: [(0.001, -3), (0.00099, -4), (1, 0), (10, 1), (9.99, 0)] as [(Double, Int)])
  func exponent(value: Double, power: Int) { #expect(Ticks.exponent(of: value) == power) }

  @Test("leave black or white labels readable at 4.5 : 1 on any of them")
  func labels() {
    for theme in Theme.all {
      for color in ColorMap.magma.colors(128, on: theme) + (0..<8).map(theme.classColor) {
        #expect(color.label.contrast(with: color) >= 4.5)
      }
    }
  }
}
