import Tensors

extension Shape {
  /// The shape that both broadcast to; nil where they do not fit.
  static func broadcast(_ left: Shape, _ right: Shape) -> Shape? {
    let rank = max(left.rank, right.rank)
    var extents: [Int] = []
    for axis in stride(from: -rank, to: 0, by: 1) {
      let a = -axis <= left.rank ? left[axis] : 1
      let b = -axis <= right.rank ? right[axis] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      extents.append(a == 1 ? b : a)
    }
    return Shape(extents)
  }

  /// The two shapes as Keras 3 brings them to one rank where they differ by one: a last axis of 1
  /// that only one has goes, unless the other is of rank 1 and takes one on.
  ///
  /// - Source: Keras 3.15, `losses.loss.squeeze_or_expand_to_same_rank`.
  static func keras3Aligned(_ left: Shape, _ right: Shape) -> (Shape, Shape) {
    if left.rank == right.rank + 1, left[-1] == 1 {
      return right.rank == 1 ? (left, right.appending(1)) : (left.droppingLast, right)
    }
    if right.rank == left.rank + 1, right[-1] == 1 {
      return left.rank == 1 ? (left.appending(1), right) : (left, right.droppingLast)
    }
    return (left, right)
  }

  /// The weights' shape as tf-keras brings it to the rank of what it weights where they differ by
  /// one; nil where a last axis would have to go that is not 1.
  ///
  /// - Source: tf-keras 2.21, `losses_utils.squeeze_or_expand_dimensions`.
  static func tfKerasAligned(weights: Shape, to losses: Shape) -> Shape? {
    guard weights.rank > 0 else { return weights }
    if weights.rank == losses.rank + 1 { return weights[-1] == 1 ? weights.droppingLast : nil }
    if losses.rank == weights.rank + 1 { return weights.appending(1) }
    return weights
  }
}

extension Tensor {
  /// The same elements under another shape of as many.
  func viewed(as shape: Shape) -> Tensor {
    precondition(shape.count == self.shape.count, "as many elements")
    return (try? reshaped(to: shape)) ?? self
  }

  /// The elements repeated to `shape`; nil where they do not broadcast to it.
  func broadcast(to shape: Shape) -> Tensor? {
    if self.shape == shape { return self }
    guard let broadcast = Broadcast(self, to: shape) else { return nil }
    var elements: [Float] = []
    for index in 0..<shape.sampleCount {
      guard let sample = try? broadcast.sample(index) else { return nil }
      elements += sample
    }
    return try? Tensor(shape: shape, elements: elements)
  }

  /// Element by element, after broadcasting; nil where the shapes do not fit.
  func multiplied(by other: Tensor) -> Tensor? {
    guard let shape = Shape.broadcast(self.shape, other.shape),
      let left = broadcast(to: shape), let right = other.broadcast(to: shape)
    else { return nil }
    return Tensor(shape: shape) { left.elements[$0] * right.elements[$0] }
  }

  /// The sums over the axes along which `shape` would be repeated to this tensor's.
  ///
  /// - Precondition: `shape` broadcasts to this tensor's shape.
  func summedDown(to shape: Shape) -> Tensor {
    let missing = self.shape.rank - shape.rank
    let strides = shape.strides
    var sums = [Double](repeating: 0, count: shape.count)
    var index = [Int](repeating: 0, count: self.shape.rank)
    for element in elements {
      let offset = (0..<shape.rank).reduce(0) {
        $0 + (shape[$1] == 1 ? 0 : index[$1 + missing] * strides[$1])
      }
      sums[offset] += Double(element)
      var axis = index.count - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < self.shape[axis] { break }
        index[axis] = 0
        axis -= 1
      }
    }
    return Tensor(shape: shape) { Float(sums[$0]) }
  }

  /// The sum of all elements in float64, rounded once.
  var exactSum: Double {
    var sum = ExactSum()
    for element in elements { sum.add(Double(element)) }
    return sum.value
  }
}
