public import Drawings

/// The colours of a figure; grey is for everything that isn't data.
public struct Theme: Hashable, Sendable {
  /// `light`, `dark` or `print`.
  public let name: String
  /// The ground.
  public internal(set) var paper: Color
  /// A surface on the ground.
  public internal(set) var panel: Color
  /// Text and outlines.
  public internal(set) var ink: Color
  /// Text that steps back, and fold lines.
  public internal(set) var muted: Color
  /// Lines that only separate.
  public internal(set) var hairline: Color
  /// What isn't a number, or is wrong.
  public internal(set) var alarm: Color
  /// Whether more is drawn lighter.
  public let isDark: Bool
  /// Of classes, in turn: Okabe and Ito's, and the ink.
  public internal(set) var classes: [Color]
  /// The scale of losses and of shares of them.
  public internal(set) var lossMap = ColorMap.magma
  /// The scale of weights, and of values that are nothing in particular.
  public internal(set) var weightMap = ColorMap.cividis
  /// The far ends of what is below zero and above it.
  public internal(set) var below: Color, above: Color

  private init(
    name: String, paper: Color, panel: Color, ink: Color, muted: Color, hairline: Color,
    alarm: Color, isDark: Bool
  ) {
    self.name = name
    self.paper = paper
    self.panel = panel
    self.ink = ink
    self.muted = muted
    self.hairline = hairline
    self.alarm = alarm
    self.isDark = isDark
    classes = [
      Color(0xE69F00), Color(0x56B4E9), Color(0x009E73), Color(0xF0E442), Color(0x0072B2),
      Color(0xD55E00), Color(0xCC79A7), isDark ? Color(0xE9ECF1) : Color(0x15181E),
    ]
    below = isDark ? Color(0x7DB8FF) : Color(0x1B4F9C)
    above = isDark ? Color(0xFF9E70) : Color(0xA8350F)
  }

  /// On white.
  public static let light = Theme(
    name: "light", paper: Color(0xFFFFFF), panel: Color(0xF5F7FA), ink: Color(0x15181E),
    muted: Color(0x586070), hairline: Color(0xD5DAE1), alarm: Color(0xB42318), isDark: false)

  /// On near-black: designed, not inverted.
  public static let dark = Theme(
    name: "dark", paper: Color(0x101318), panel: Color(0x181D25), ink: Color(0xE9ECF1),
    muted: Color(0x9BA4B4), hairline: Color(0x2E3642), alarm: Color(0xFF8A73), isDark: true)

  /// Black on white, for paper and for grey printers.
  public static let print = Theme(
    name: "print", paper: Color(0xFFFFFF), panel: Color(0xF2F2F2), ink: Color(0x000000),
    muted: Color(0x4A4A4A), hairline: Color(0xBFBFBF), alarm: Color(0x9A1B10), isDark: false)

  /// The three themes.
  public static let all: [Theme] = [.light, .dark, .print]

  /// The theme of that name, if there is one.
  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// The colour of class `index`; after the last colour comes the first again.
  public func classColor(_ index: Int) -> Color { classes[index % classes.count] }

  /// What a cell that is not a number has: a tone that the loss scale does not.
  var notANumber: Color { isDark ? Color(0x35C2C2) : Color(0x0B8A8A) }
}

extension Color {
  /// Black or white, whichever is read on this colour: at least 4.58 : 1 on any.
  var label: Color { relativeLuminance > 0.179 ? Color(0x000000) : Color(0xFFFFFF) }
}
