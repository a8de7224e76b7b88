import Tensors
import Testing

@Suite("A tensor")
struct TensorTests {
  @Test("refuses elements that do not fill its shape")
  func mismatch() {
    #expect(throws: TensorError.elementCountMismatch(shape: [2, 2], count: 3)) {
      try Tensor(shape: [2, 2], elements: [1, 2, 3])
    }
    #expect(
      "\(TensorError.elementCountMismatch(shape: [2, 2], count: 3))"
        == "Shape 2 × 2 holds 4 elements, but 3 were given.")
  }

  @Test(
    "shapes that lie are refused with a sentence",
    arguments: [
      ([2, -1], "A shape's extents are 0 or more, but one of [2, -1] is negative."),
      (
        [1 << 40, 1 << 40],
        "A shape holds at most 9223372036854775807 elements, but 1099511627776 × 1099511627776 are more."
      ),
    ])
  func badShapes(extents: [Int], sentence: String) {
    let error = #expect(throws: TensorError.self) { try Shape(validating: extents) }
    #expect(error?.description == sentence)
  }

  @Test(
    "turns its axes as an element at a time would, past a tile and a thread",
    arguments: [
      ([3, 70, 130], [2, 1, 0]), ([3, 70, 130], [0, 2, 1]), ([65, 1, 67], [2, 0, 1]),
      ([2, 3, 4, 5], [3, 2, 1, 0]), ([2, 3, 4, 5], [1, 0, 2, 3]), ([1030, 1030], [1, 0]),
      ([0, 3], [1, 0]), ([7], [0]), ([1, 1, 1], [2, 1, 0]),
    ] as [([Int], [Int])])
  func permuted(extents: [Int], axes: [Int]) {
    let tensor = Tensor(shape: Shape(extents)) { Float($0) }
    let turned = tensor.transposed(axes)
    #expect(turned.shape == Shape(axes.map { extents[$0] }))
    let strides = axes.map { tensor.shape.strides[$0] }
    for offset in stride(from: 0, to: turned.shape.count, by: max(1, turned.shape.count / 997)) {
      let from = zip(turned.shape.indices(of: offset), strides).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(turned.elements[offset] == Float(from))
    }
  }

  @Test("turns its axes")
  func transposed() throws {
    let tensor = try Tensor(shape: [2, 3, 1], elements: [0, 1, 2, 3, 4, 5])
    let turned = tensor.transposed([1, 2, 0])
    #expect(turned.shape == [3, 1, 2])
    #expect(turned.elements == [0, 3, 1, 4, 2, 5])
    #expect(turned.transposed([2, 0, 1]) == tensor)
    #expect(tensor[1, 2, 0] == 5)
    #expect(tensor.sample(1).elements == [3, 4, 5])
  }

  @Test("equals itself bit by bit, NaN included")
  func equality() {
    #expect(Tensor(.nan) == Tensor(.nan))
    #expect(Tensor(0) != Tensor(-0.0))
  }

  @Test("a scalar is one sample of one element")
  func scalar() throws {
    #expect(Tensor(3).shape.sampleCount == 1)
    #expect(try Tensor(3).withSample(0) { $0[0] } == 3)
    #expect("\(Shape([]))" == "scalar")
  }
}
