import Drawings
import Tensors

/// A tensor as stacks of sheets: a stack for each sample, a sheet for each class in it.
struct Blocks: Equatable {
  /// As many as there are samples.
  let stacks: Int
  /// As many as there are classes; 1 once they are folded.
  let sheets: Int
  /// Height over width of a sheet.
  let aspect: Double
  /// Whether the positions are folded away too, so that a sheet became a single number.
  let isNumber: Bool

  init(_ shape: Shape, of rank: Int, hasClasses: Bool) {
    stacks = max(1, shape.sampleCount)
    let keepsClasses = hasClasses && shape.rank == rank
    sheets = keepsClasses ? shape[-1] : 1
    let positions = shape.extents.dropFirst().dropLast(keepsClasses ? 1 : 0)
    isNumber = positions.count < rank - 1 - (hasClasses ? 1 : 0)
    let width = Double(positions.last ?? 1)
    let height = Double(positions.dropLast().reduce(1, *))
    aspect = positions.isEmpty ? 1 : min(3, max(0.12, height / width))
  }
}

/// How the blocks of one ladder are drawn: all with sheets of one size, so that areas compare.
struct BlockScale {
  /// How wide a sheet is, in points.
  var sheet: Double
  /// How many stacks and sheets are drawn at most.
  private let mostStacks: Int
  private let mostSheets: Int

  /// How far each sheet of a stack stands out behind the one before, in points.
  static let offset = 2.5
  /// Between stacks, in points.
  static let gap = 4.0

  /// The scale at which `blocks` fill `box`: fewer stacks and sheets rather than tiny ones.
  init(_ blocks: Blocks, in box: Size) {
    let plans = [(6, 8), (4, 8), (4, 6), (3, 6), (3, 4), (2, 4), (2, 3), (1, 3)]
    var scale = BlockScale(mostStacks: 1, mostSheets: 2)
    for plan in plans where scale.sheet < 10 {
      scale = BlockScale(mostStacks: plan.0, mostSheets: plan.1)
      let count = Double(scale.stacks(blocks))
      let across = (box.width - (count - 1) * Self.gap) / count - scale.fan(blocks)
      scale.sheet = min(across, (box.height - scale.fan(blocks)) / blocks.aspect)
    }
    scale.sheet = max(scale.sheet, 3)
    self = scale
  }

  private init(mostStacks: Int, mostSheets: Int) {
    sheet = 0
    self.mostStacks = mostStacks
    self.mostSheets = mostSheets
  }

  func stacks(_ blocks: Blocks) -> Int { min(blocks.stacks, mostStacks) }
  func sheets(_ blocks: Blocks) -> Int { min(blocks.sheets, mostSheets) }
  /// What the fan of a stack adds to a sheet, in points.
  func fan(_ blocks: Blocks) -> Double { Double(sheets(blocks) - 1) * Self.offset }
  /// A sheet; a single number is too small to be drawn in proportion.
  func size(_ blocks: Blocks) -> Size {
    blocks.isNumber ? Size(3, 3) : Size(sheet, sheet * blocks.aspect)
  }

  func width(_ blocks: Blocks) -> Double {
    let count = Double(stacks(blocks))
    return count * (size(blocks).width + fan(blocks)) + (count - 1) * Self.gap
  }

  func height(_ blocks: Blocks) -> Double { size(blocks).height + fan(blocks) }

  /// What isn't drawn, as a line of its own.
  func leftOut(_ blocks: Blocks) -> String? {
    var parts: [String] = []
    if blocks.stacks > stacks(blocks) {
      parts.append("\(stacks(blocks)) of \(NumberFormat.count(blocks.stacks)) samples")
    }
    if blocks.sheets > sheets(blocks) {
      parts.append("\(sheets(blocks)) of \(NumberFormat.count(blocks.sheets)) classes")
    }
    return parts.isEmpty ? nil : "drawn: " + parts.joined(separator: ", ")
  }
}
