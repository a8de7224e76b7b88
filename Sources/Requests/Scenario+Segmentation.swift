import Tensors

extension Scenario {
  /// The picture of the documentation's U-Net: big shapes found well, a tiny one hardly at all.
  static let segmentation = Scenario(
    "segmentation",
    "images of a ground, a disc, a box, a band and a speck, which overlap; the tiny speck is hardly seen",
    needsImages: true
  ) { shape, numbers in
    let (height, width, classes) = (shape[1], shape[2], shape[3])
    var pair = Pair(yTrue: [], yPred: [])
    pair.yTrue.reserveCapacity(shape.count)
    pair.yPred.reserveCapacity(shape.count)
    for sample in 0..<shape[0] {
      let scene = Scene(
        height: Double(height), width: Double(width), classes: classes,
        hasSpeck: sample % 2 == 0, &numbers)
      for row in 0..<height {
        for column in 0..<width {
          let point = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
          for item in scene.items {
            pair.yTrue.append(item.isThere && item.shape.depth(at: point) > 0 ? 1 : 0)
            pair.yPred.append(Float(item.probability(at: point, &numbers)))
          }
        }
      }
    }
    return pair
  }
}

/// A place in an image, in pixels from its top left corner.
private struct Point {
  var x: Double
  var y: Double
}

/// What a class looks like in one image.
private enum Figure {
  case ground(horizon: Double)
  case disc(Point, radius: Double)
  case box(Point, halfWidth: Double, halfHeight: Double)
  /// A strip through `middle`, `slope` columns to the side for each row down.
  case band(Point, slope: Double, halfWidth: Double)

  /// How far inside the figure's edge `point` lies, in pixels; negative outside.
  func depth(at point: Point) -> Double {
    switch self {
    case .ground(let horizon): return point.y - horizon
    case .disc(let middle, let radius):
      let (x, y) = (point.x - middle.x, point.y - middle.y)
      return radius - (x * x + y * y).squareRoot()
    case .box(let middle, let halfWidth, let halfHeight):
      return min(
        halfWidth - (point.x - middle.x).magnitude, halfHeight - (point.y - middle.y).magnitude)
    case .band(let middle, let slope, let halfWidth):
      let across = (point.x - middle.x) - slope * (point.y - middle.y)
      return halfWidth - across.magnitude / (1 + slope * slope).squareRoot()
    }
  }

  /// The figure as a model sees it: a little off.
  func shifted(by x: Double, _ y: Double, grown: Double) -> Figure {
    func moved(_ point: Point) -> Point { Point(x: point.x + x, y: point.y + y) }
    return switch self {
    case .ground(let horizon): .ground(horizon: horizon + y)
    case .disc(let middle, let radius): .disc(moved(middle), radius: radius + grown)
    case .box(let middle, let halfWidth, let halfHeight):
      .box(moved(middle), halfWidth: halfWidth + grown, halfHeight: halfHeight + grown)
    case .band(let middle, let slope, let halfWidth):
      .band(moved(middle), slope: slope, halfWidth: halfWidth + grown)
    }
  }
}

/// One class in one image: where it is, and where a model believes it to be.
private struct Item {
  var shape: Figure
  var seen: Figure
  var isThere = true
  /// The speck is doubted even in its middle.
  var isDoubted = false

  func probability(at point: Point, _ numbers: inout SeededNumbers) -> Double {
    let depth = seen.depth(at: point)
    guard isDoubted else { return softStep(depth * numbers.around(3, 0.9)) }
    // A speck that isn't there still raises a suspicion.
    let belief = isThere ? numbers.around(0.33, 0.3) : numbers.around(0.12, 0.1)
    return belief * softStep(depth * 1.5 + 0.6) + 0.002 * numbers.unit()
  }
}

/// Where everything is in one image.
private struct Scene {
  /// One for each class.
  var items: [Item] = []

  init(
    height: Double, width: Double, classes: Int, hasSpeck: Bool, _ numbers: inout SeededNumbers
  ) {
    let unit = min(height, width)
    let isMirrored = numbers.unit() < 0.5
    func place(_ x: Double, _ y: Double, _ numbers: inout SeededNumbers) -> Point {
      let x = numbers.around(x, 0.03)
      return Point(x: (isMirrored ? 1 - x : x) * width, y: numbers.around(y, 0.03) * height)
    }
    for index in 0..<classes {
      let round = Double((index + 2) / 3)
      let shape: Figure
      if index == classes - 1, classes > 2 {
        // Between two pixels, so that in a small image it is on a pair of them.
        let middle = place(0.52, 0.68, &numbers)
        shape = .disc(
          Point(x: middle.x.rounded(), y: middle.y.rounded(.down) + 0.5),
          radius: max(0.8, 0.03 * unit))
      } else if index == 0, classes > 1 {
        shape = .ground(horizon: numbers.around(0.52, 0.08) * height)
      } else {
        let size = unit * numbers.around(1, 0.15) / max(1, round)
        switch index % 3 {
        case 1: shape = .disc(place(0.27, 0.3, &numbers), radius: 0.21 * size)
        case 2:
          shape = .box(place(0.74, 0.7, &numbers), halfWidth: 0.17 * size, halfHeight: 0.2 * size)
        default:
          shape = .band(
            place(0.6, 0.4, &numbers), slope: numbers.around(isMirrored ? -0.3 : 0.3, 0.2),
            halfWidth: max(0.6, 0.06 * size))
        }
      }
      let isSpeck = index == classes - 1 && classes > 2
      let reach = 0.12 + 0.004 * unit
      let seen = shape.shifted(
        by: numbers.around(0, reach), numbers.around(0, reach), grown: numbers.around(0, reach / 2))
      items.append(
        Item(shape: shape, seen: seen, isThere: !isSpeck || hasSpeck, isDoubted: isSpeck))
    }
  }
}
