import Drawings
import Tensors

/// What the cells of one panel hold, and their colours.
struct PanelCells: Sendable {
  let values: [Float]
  let raster: Raster
  /// Whether every value is finite: then no cell needs a mark of its own.
  let areFinite: Bool

  init(_ values: [Float], raster: Raster) {
    self.values = values
    self.raster = raster
    areFinite = values.allSatisfy(\.isFinite)
  }

  /// The colour of the first: of a panel that is one cell, its own.
  var color: Color { raster.palette[Int(raster.indices[0])] }
}

/// The panels of some samples and classes, made on many threads: of large images that is most of
/// the work of a figure.
struct PanelSet<Content: Sendable>: Sendable {
  private let contents: [[Content]]
  private let samples: [Int: Int], classes: [Int: Int]

  init(
    samples: [Int], classes: [Int], make: @Sendable (_ sample: Int, _ index: Int) -> Content
  ) {
    let made = concurrentMap(samples.count * classes.count, threads: processorCount) { place in
      make(samples[place / classes.count], classes[place % classes.count])
    }
    contents = samples.indices.map {
      Array(made[($0 * classes.count)..<(($0 + 1) * classes.count)])
    }
    self.samples = Self.places(samples)
    self.classes = Self.places(classes)
  }

  private static func places(_ members: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: members.enumerated().map { ($0.element, $0.offset) })
  }

  /// - Precondition: the sample and the class are among those that were made.
  subscript(sample: Int, index: Int) -> Content {
    guard let row = samples[sample], let column = classes[index] else {
      preconditionFailure("a panel that was made")
    }
    return contents[row][column]
  }
}

extension Panels {
  /// The cells of the panels of `samples` and `classes`, each in the colours of its scale.
  func cells(
    samples: [Int], classes: [Int] = [0],
    scale: @Sendable (_ sample: Int, _ index: Int, _ values: [Float]) -> ColorScale
  ) -> PanelSet<PanelCells> {
    PanelSet(samples: samples, classes: classes) { sample, index in
      let values = elements(sample: sample, class: index)
      return PanelCells(
        values,
        raster: scale(sample, index, values).raster(width: columns, height: rows, values: values))
    }
  }
}
