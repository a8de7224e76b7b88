public import Drawings

/// A sequence of colours whose lightness L* rises strictly from the first to the last.
public struct ColorMap: Hashable, Sendable {
  /// Evenly spaced, dark to light; those between are mixed.
  private let anchors: [Color]

  /// For losses and shares of them: magma without its darkest fifth, whose near-black tones can't
  /// be told apart on white (within 2/255 of the original).
  ///
  /// - Source: matplotlib's magma by Smith and van der Walt, CC0; every twelfth colour from 51 on.
  public static let magma = ColorMap(anchors: [
    0x3B0F70, 0x4F127B, 0x621980, 0x752181, 0x882781, 0x9B2E7F, 0xAE347B, 0xC23B75, 0xD5446D,
    0xE55064, 0xF2625D, 0xF9785D, 0xFC8E64, 0xFEA571, 0xFEBB81, 0xFED194, 0xFDE7A9, 0xFCFDBF,
  ])

  /// For weights: cividis, not to be taken for loss (within 11/255 of the original).
  ///
  /// - Source: Nuñez, Anderton, Renslow, PLoS ONE 13(7), 2018; every fifteenth colour.
  public static let cividis = ColorMap(anchors: [
    0x00224E, 0x002D68, 0x163770, 0x2E416D, 0x3F4C6C, 0x4E566C, 0x5C616E, 0x696B71, 0x767676,
    0x838179, 0x928C78, 0xA09875, 0xAFA471, 0xBFB06B, 0xCFBD62, 0xDFCA57, 0xF0D846, 0xFEE838,
  ])

  private init(anchors: [UInt32]) { self.anchors = anchors.map { Color($0) } }

  /// A sequence through `colors`, from dark to light or from light to dark; that it rises evenly is
  /// for ``DesignRules`` to say.
  ///
  /// - Precondition: There are two or more.
  public init(_ colors: [Color]) {
    precondition(colors.count > 1, "a sequence has two ends")
    let isFalling = colors[0].relativeLuminance > colors[colors.count - 1].relativeLuminance
    anchors = isFalling ? colors.reversed() : colors
  }

  /// The colour at `fraction` of the way, 0 (dark) to 1 (light).
  public func color(at fraction: Double) -> Color {
    let place = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(place), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], place - Double(index))
  }

  /// `count` colours from the least value to the greatest: more is darker on a light ground,
  /// lighter on a dark one.
  public func colors(_ count: Int, on theme: Theme) -> [Color] {
    (0..<count).map { index in
      let fraction = Double(index) / Double(max(1, count - 1))
      return color(at: theme.isDark ? fraction : 1 - fraction)
    }
  }
}
