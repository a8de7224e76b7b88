import Drawings

/// Small pictures with one of everything.
enum Samples {
  static let ink = Color(0x15181E)

  static func drawing(title: String = "Loss < 1 & falling", _ marks: [Mark]) -> Drawing {
    Drawing(
      size: Size(120, 80), background: Color(0xFFFFFF), title: title,
      description: "A test picture.", marks: marks)
  }

  static func text(_ string: String, size: Double = 7) -> Mark {
    .text(Text(string, font: Font(size: size), color: ink, at: Point(10, 20)))
  }

  /// `width` × `height` cells in three colours.
  static func raster(_ width: Int, _ height: Int) -> Raster {
    Raster(
      width: width, height: height, palette: [Color(0xFCFDBF), Color(0xB63679), Color(0x3B0F70)],
      indices: (0..<(width * height)).map { UInt8($0 * 7 % 3) })
  }

  static let shapes: [Mark] = [
    .path(.rect(Rect(10, 30, 40, 30)), fill: Color(0xF5F7FA), stroke: Stroke(ink)),
    .path(.circle(Point(80, 45), radius: 12), fill: Color(0xB42318, alpha: 128)),
    .path(.line(Point(0, 70), Point(120, 70)), stroke: Stroke(ink, dashes: [3, 2])),
  ]

  static let everything = drawing(
    shapes + [
      text("0.0136 = mean of 262\u{2009}144"), .image(raster(8, 8), in: Rect(12, 32, 26, 26)),
      .group(
        Group(
          title: "clipped", clip: Rect(60, 30, 20, 20),
          marks: [
            .path(.rect(Rect(50, 20, 60, 60)), fill: Color(0x1D4ED8)),
            .text(
              Text(
                "up", font: Font(size: 9, weight: .semibold), color: ink, at: Point(70, 50),
                alignment: .center, isVertical: true)),
          ])),
    ])
}
