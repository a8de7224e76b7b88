import Drawings

/// Pixels with few colours: those that occur most, and for every other pixel the nearest of them.
enum ReducedColors {
  /// How many colours a palette PNG can have.
  private static let most = 256

  /// - Parameter pixels: Three bytes a pixel, row by row from the top.
  static func raster(width: Int, height: Int, pixels: [UInt8]) -> Raster {
    // Colours that share five bits of each channel are one, their mean.
    var counts = [Int](repeating: 0, count: 32_768)
    var sums = [SIMD4<Int>](repeating: .zero, count: 32_768)
    var keys = [UInt16](repeating: 0, count: width * height)
    for index in keys.indices {
      let (red, green, blue) = (pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2])
      let key = UInt16(red >> 3) << 10 | UInt16(green >> 3) << 5 | UInt16(blue >> 3)
      keys[index] = key
      counts[Int(key)] += 1
      sums[Int(key)] &+= SIMD4(Int(red), Int(green), Int(blue), 0)
    }
    let used = counts.indices.filter { counts[$0] > 0 }
    // In order of their number, equal ones in order of their colour: the same on every machine.
    let chosen = used.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(most)
    let palette = chosen.map { key -> SIMD4<Int> in
      let half = SIMD4<Int>(repeating: counts[key] / 2)
      return (sums[key] &+ half) / SIMD4(repeating: counts[key])
    }
    var places = [UInt8](repeating: 0, count: 32_768)
    for key in used {
      let own = sums[key] / SIMD4(repeating: counts[key])
      var (best, least) = (0, Int.max)
      for (index, color) in palette.enumerated() {
        let apart = own &- color
        let distance = (apart &* apart).wrappedSum()
        if distance < least { (best, least) = (index, distance) }
      }
      places[key] = UInt8(best)
    }
    return Raster(
      width: width, height: height,
      palette: palette.map {
        Color(red: UInt8($0.x), green: UInt8($0.y), blue: UInt8($0.z))
      },
      indices: keys.map { places[Int($0)] })
  }
}
