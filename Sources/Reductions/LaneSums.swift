import CLanes
import Tensors

/// One sum of each class while rows of `classCount` elements pass, kept in lanes as
/// ``ClassLanes`` does.
struct LaneSums {
  private let classCount: Int
  private var lanes: [Double]

  init(classCount: Int) {
    self.classCount = classCount
    lanes = Array(repeating: 0, count: classCount * Lanes.scalarCount)
  }

  /// Forgets what passed, for the next sample.
  mutating func reset() { for index in lanes.indices { lanes[index] = 0 } }

  /// Adds rows; all but the last call bring a multiple of as many as there are lanes.
  ///
  /// - Parameter onlyPositive: Whether only elements above 0 count.
  mutating func add(
    _ elements: Span<Float>, onlyPositive: Bool = false, _ width: VectorWidth = .quickest
  ) {
    let add =
      switch width {
      case .common: unsafe lossfold_add_lanes
      case .avx2: unsafe lossfold_avx2_add_lanes
      case .avx512: unsafe lossfold_avx512_add_lanes
      }
    unsafe elements.withUnsafeBufferPointer { elements in
      unsafe add(elements.baseAddress, elements.count, classCount, onlyPositive, &lanes)
    }
  }

  /// The sum of each class.
  var byClass: [Double] {
    var sums = [Double](repeating: 0, count: classCount)
    var column = 0
    for lane in lanes {
      sums[column] += lane
      column = column + 1 == classCount ? 0 : column + 1
    }
    return sums
  }
}
