import Tensors

/// What losses of overlap are made of: sums over some axes of labels and predictions.
struct OverlapSums {
  /// The axes that are left.
  let shape: Shape
  /// Σ y·p.
  private(set) var intersection: [Double]
  /// Σ y and Σ p.
  private(set) var yTrue: [Double], yPred: [Double]
  /// Σ y·(1 − p): what the predictions leave out.
  private(set) var missed: [Double]
  /// Σ p·(1 − y): what they have too much.
  private(set) var excess: [Double]
  /// How far to move among the sums for one step along each axis.
  private let strides: [Int]

  /// Sums of nothing over `axes` of `tensor`, nil for all of them.
  ///
  /// - Precondition: `axes` are some of the shape's axes.
  init(over axes: [Int]?, of tensor: Shape) {
    let extents = tensor.extents
    let isFolded = extents.indices.map { axes?.contains($0) ?? true }
    shape = Shape(extents.indices.filter { !isFolded[$0] }.map { extents[$0] })
    var strides = [Int](repeating: 0, count: extents.count)
    for (axis, stride) in zip(extents.indices.filter { !isFolded[$0] }, shape.strides) {
      strides[axis] = stride
    }
    self.strides = strides
    let zeros = [Double](repeating: 0, count: shape.count)
    (intersection, yTrue, yPred, missed, excess) = (zeros, zeros, zeros, zeros, zeros)
  }

  /// All sums, one kind after the other.
  var all: [Double] {
    get { intersection + yTrue + yPred + missed + excess }
    set {
      let count = shape.count
      func part(_ index: Int) -> [Double] {
        Array(newValue[(index * count)..<((index + 1) * count)])
      }
      (intersection, yTrue, yPred, missed, excess) = (part(0), part(1), part(2), part(3), part(4))
    }
  }

  /// Sums over `axes`, nil for all of them; each product is rounded to float32 before it is added.
  ///
  /// - Precondition: both have the same shape, and `axes` are some of its axes.
  init(_ yTrue: Tensor, _ yPred: Tensor, over axes: [Int]? = nil) {
    self.init(over: axes, of: yPred.shape)
    var place = Place(yPred.shape.extents, strides)
    for element in yPred.elements.indices {
      let (y, p, sum) = (yTrue.elements[element], yPred.elements[element], place.sum)
      intersection[sum] += Double(y * p)
      self.yTrue[sum] += Double(y)
      self.yPred[sum] += Double(p)
      missed[sum] += Double(y * (1 - p))
      excess[sum] += Double(p * (1 - y))
      place.advance()
    }
  }

  /// How a loss changes with each of the sums.
  struct Slopes {
    var intersection = 0.0, yPred = 0.0, missed = 0.0, excess = 0.0
  }

  /// How a loss changes with each prediction.
  ///
  /// - Parameter slopes: How it changes with the sums at each place that is left.
  func gradient(_ yTrue: Tensor, _ slopes: (_ index: Int) -> Slopes) -> Tensor {
    let slopes = (0..<shape.count).map(slopes)
    var place = Place(yTrue.shape.extents, strides)
    return Tensor(shape: yTrue.shape) { element in
      defer { place.advance() }
      let (y, slopes) = (Double(yTrue.elements[element]), slopes[place.sum])
      return Float(
        slopes.intersection * y + slopes.yPred - slopes.missed * y + slopes.excess * (1 - y))
    }
  }

  /// To which sum an element belongs, while elements pass row-major.
  private struct Place {
    private let extents: [Int]
    private let strides: [Int]
    private var index: [Int]
    private(set) var sum = 0

    init(_ extents: [Int], _ strides: [Int]) {
      self.extents = extents
      self.strides = strides
      index = Array(repeating: 0, count: extents.count)
    }

    mutating func advance() {
      var axis = extents.count - 1
      while axis >= 0 {
        index[axis] += 1
        sum += strides[axis]
        if index[axis] < extents[axis] { break }
        index[axis] = 0
        sum -= strides[axis] * extents[axis]
        axis -= 1
      }
    }
  }

  /// One loss for each place that is left.
  func losses(_ loss: (_ index: Int) -> Float) -> Tensor { Tensor(shape: shape, generating: loss) }

  /// The mean of the losses along the last axis that is left; NaN where that is empty.
  func means(_ loss: (_ index: Int) -> Float) -> Tensor {
    let count = shape.extents.last ?? 1
    return Tensor(shape: shape.droppingLast) { row in
      let sum = (0..<count).reduce(0.0) { $0 + Double(loss(row * count + $1)) }
      return Float(sum / Double(count))
    }
  }
}
