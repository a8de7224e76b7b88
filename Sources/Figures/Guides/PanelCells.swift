import Drawings
import Tensors

/// What the cells of one panel hold, and their colours.
struct PanelCells: Sendable {
  /// Left out where no cell needs a mark of its own: of many that are all finite.
  let values: [Float]
  let raster: Raster
  let areFinite: Bool

  init(_ values: [Float], raster: Raster) {
    self.values = values
    self.raster = raster
    areFinite = values.allSatisfy(\.isFinite)
  }

  /// The cells of a panel in the colours of `scale`.
  init(_ panels: Panels, sample: Int, class index: Int, in scale: ColorScale) {
    let count = panels.rows * panels.columns
    let (levels, areFinite) = scale.levels(
      of: panels.tensor.elements, from: sample * count * panels.classes + index,
      step: panels.classes, count: count)
    raster = Raster(
      width: panels.columns, height: panels.rows, palette: scale.palette, indices: levels)
    self.areFinite = areFinite
    values =
      areFinite && count > CellNumbers.most ? [] : panels.elements(sample: sample, class: index)
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
  /// The cells of the panels of `samples` and `classes`.
  ///
  /// - Parameters:
  ///   - scale: What colours them all.
  ///   - isPanel: Whether each panel has a scale of its own values instead.
  ///   - own: That scale, where the values have one.
  func cells(
    samples: [Int], classes: [Int] = [0], scale: ColorScale, isPanel: Bool,
    own: @Sendable (_ values: [Float]) -> ColorScale?
  ) -> PanelSet<PanelCells> {
    PanelSet(samples: samples, classes: classes) { sample, index in
      let own = isPanel ? own(elements(sample: sample, class: index)) : nil
      return PanelCells(self, sample: sample, class: index, in: own ?? scale)
    }
  }
}
