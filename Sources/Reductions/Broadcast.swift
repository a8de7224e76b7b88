import Tensors

/// A mask or weights, stretched to the shape of a loss by the rules of broadcasting: shapes are
/// aligned at their last axes, and an axis of 1 or one that is missing is repeated.
struct Broadcast: Sendable {
  private let tensor: Tensor
  private let target: Shape
  /// How far to move in `tensor` for one step along each axis of `target`.
  private let strides: [Int]

  /// nil where the two shapes do not fit.
  init?(_ tensor: Tensor, to target: Shape) {
    guard tensor.shape.rank <= target.rank else { return nil }
    let missing = target.rank - tensor.shape.rank
    let own = tensor.shape.strides
    var strides = [Int](repeating: 0, count: target.rank)
    for axis in 0..<tensor.shape.rank {
      let extent = tensor.shape[axis]
      guard extent == target[axis + missing] || extent == 1 else { return nil }
      if extent == target[axis + missing] { strides[axis + missing] = own[axis] }
    }
    self.tensor = tensor
    self.target = target
    self.strides = strides
  }

  /// The elements for sample `index`, row-major.
  func sample(_ index: Int) -> [Float] {
    guard target.rank > 0 else { return tensor.elements }
    if tensor.shape == target {
      let count = target.sample.count
      return Array(tensor.elements[(index * count)..<((index + 1) * count)])
    }
    var offsets = [index * strides[0]]
    for axis in 1..<target.rank {
      offsets = offsets.flatMap { offset in
        (0..<target[axis]).map { offset + $0 * strides[axis] }
      }
    }
    return offsets.map { tensor.elements[$0] }
  }
}
