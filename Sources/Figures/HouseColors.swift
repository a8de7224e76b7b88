public import Drawings

/// Colours of a house of one's own, in place of a theme's.
public struct HouseColors: Hashable, Sendable {
  /// What a colour is for.
  public enum Role: String, CaseIterable, Hashable, Sendable {
    /// Of one colour each, as ``Theme`` has them.
    case paper, panel, ink, muted, hairline, alarm
    /// The far ends of what is below zero and above it.
    case below, above
    /// The classes, in turn.
    case classes
    /// The scale of losses and that of weights, from dark to light or from light to dark.
    case loss, weights

    /// How many colours there are of it.
    public var counts: ClosedRange<Int> {
      switch self {
      case .classes: 1...64
      case .loss, .weights: 2...64
      default: 1...1
      }
    }
  }

  /// Of every theme.
  public var common: [Role: [Color]]
  /// Of the themes by their names; they hold before those of every theme.
  public var themes: [String: [Role: [Color]]]

  /// Colours by what they are for.
  public init(common: [Role: [Color]] = [:], themes: [String: [Role: [Color]]] = [:]) {
    self.common = common
    self.themes = themes
  }
}

extension Theme {
  /// This theme in the colours of a house.
  ///
  /// - Precondition: each role has as many colours as it takes.
  public func wearing(_ colors: HouseColors) -> Theme {
    let chosen = colors.common.merging(colors.themes[name] ?? [:]) { $1 }
    var theme = self
    for (role, path) in Self.single {
      if let color = chosen[role]?.first { theme[keyPath: path] = color }
    }
    if let classes = chosen[.classes] { theme.classes = classes }
    if let loss = chosen[.loss] { theme.lossMap = ColorMap(loss) }
    if let weights = chosen[.weights] { theme.weightMap = ColorMap(weights) }
    return theme
  }

  private static var single: [(HouseColors.Role, WritableKeyPath<Theme, Color>)] {
    [
      (.paper, \.paper), (.panel, \.panel), (.ink, \.ink), (.muted, \.muted),
      (.hairline, \.hairline), (.alarm, \.alarm), (.below, \.below), (.above, \.above),
    ]
  }
}
