import Drawings
import Reductions
import Tensors

/// A tensor of losses seen as panels: one for each sample, or for each sample and class.
struct Panels {
  let tensor: Tensor
  let samples: Int
  /// 1 where the class axis is folded away.
  let classes: Int
  /// Cells of a panel, across and down.
  let columns: Int
  let rows: Int

  /// The panels of a step of `output`.
  ///
  /// - Parameter hasClasses: Whether the last axis is that of the classes.
  init(
    _ id: Step.ID, of output: Output, hasClasses: Bool, figure: String
  ) throws(FigureError) {
    guard let step = output.step(id) else { throw .missingStep(id, figure: figure) }
    guard let tensor = step.tensor else { throw .tensorNotKept(id, figure: figure) }
    let shape = tensor.shape
    let positions = shape.extents.dropFirst().dropLast(hasClasses ? 1 : 0)
    guard shape.rank >= (hasClasses ? 2 : 1), positions.count <= 3, shape.count > 0 else {
      throw .unsuitableShape(
        shape, figure: figure,
        expected: hasClasses
          ? "losses of batch × class, batch × time × class or batch × height × width × class"
          : "losses of batch, batch × time or batch × height × width")
    }
    self.tensor = tensor
    samples = shape[0]
    classes = hasClasses ? shape[-1] : 1
    columns = positions.last ?? 1
    rows = positions.dropLast().reduce(1, *)
  }

  /// The panels of a tensor of classes, one for each sample and class.
  ///
  /// - Throws: ``FigureError/unsuitableShape(_:figure:expected:)`` where it has no image.
  init(of tensor: Tensor, figure: String) throws(FigureError) {
    let shape = tensor.shape
    guard (2...5).contains(shape.rank), shape.count > 0 else {
      throw .unsuitableShape(
        shape, figure: figure, expected: "predictions of batch × height × width × class")
    }
    let positions = shape.extents.dropFirst().dropLast()
    self.tensor = tensor
    samples = shape[0]
    rows = positions.dropLast().reduce(1, *)
    columns = positions.last ?? 1
    classes = shape[-1]
  }

  /// The panels of a map of positions, one for each sample; of each class too where it has any.
  ///
  /// - Throws: ``FigureError/unsuitableShape(_:figure:expected:)`` where it has no samples.
  init(of map: Reductions.PositionMap, hasClasses: Bool, figure: String) throws(FigureError) {
    let shape = map.shape
    let positions = shape.extents.dropFirst().dropLast(hasClasses ? 1 : 0)
    guard shape.rank >= (hasClasses ? 2 : 1), positions.count <= 3, shape.count > 0 else {
      throw .unsuitableShape(
        shape, figure: figure, expected: "weights of batch, batch × time or batch × height × width")
    }
    tensor = map.tensor
    samples = shape[0]
    classes = hasClasses ? shape[-1] : 1
    columns = positions.last ?? 1
    rows = positions.dropLast().reduce(1, *)
  }

  private init(_ other: Panels, tensor: Tensor) {
    self.tensor = tensor
    samples = other.samples
    classes = other.classes
    columns = other.columns
    rows = other.rows
  }

  /// The same panels with other values in them.
  ///
  /// - Precondition: `elements` are as many.
  func holding(_ elements: [Float]) -> Panels {
    guard let tensor = try? Tensor(shape: tensor.shape, elements: elements) else {
      preconditionFailure("as many elements")
    }
    return Panels(self, tensor: tensor)
  }

  /// Whether a panel is a single number.
  var isCells: Bool { columns * rows == 1 }
  /// Whether a panel is a line of numbers.
  var isStrips: Bool { rows == 1 && columns > 1 }

  /// The losses of one panel, row by row.
  func values(sample: Int, class index: Int = 0) -> some Sequence<Float> {
    let start = sample * rows * columns * classes + index
    let elements = tensor.elements
    return (0..<(rows * columns)).lazy.map { elements[start + $0 * classes] }
  }

  /// The losses of one panel, row by row, gathered.
  func elements(sample: Int, class index: Int) -> [Float] {
    let all = tensor.elements.span
    var place = sample * rows * columns * classes + index
    return unsafe [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      while count < buffer.count {
        unsafe buffer[count] = all[place]
        count += 1
        place += classes
      }
    }
  }

  /// The mean of one panel, summed in order.
  func mean(sample: Int, class index: Int = 0) -> Double {
    values(sample: sample, class: index).reduce(0.0) { $0 + Double($1) } / Double(rows * columns)
  }

  func nanCount(sample: Int, class index: Int = 0) -> Int {
    values(sample: sample, class: index).reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
  }

  /// A row for each element.
  func table(
    _ options: FigureOptions, value: String, hasClasses: Bool = true
  ) -> DataTable {
    var table = DataTable(["sample"] + (hasClasses ? ["class"] : []) + ["row", "column", value])
    table.rows.reserveCapacity(tensor.shape.count)
    for sample in 0..<samples {
      let name = DataTable.Cell.text(options.sampleName(sample))
      for index in 0..<classes {
        let start = hasClasses ? [name, .text(options.className(index))] : [name]
        for (cell, element) in values(sample: sample, class: index).enumerated() {
          table.rows.append(
            start + [.count(cell / columns), .count(cell % columns), .single(element)])
        }
      }
    }
    return table
  }

  /// The `count` members with the greatest `means`, in the data's own order; NaN comes first.
  static func most(_ count: Int, by means: [Double]) -> [Int] {
    count < means.count ? means.placesOfGreatest(count).sorted() : Array(means.indices)
  }
}
