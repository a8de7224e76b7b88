import ArgumentParser
import CairoRendering
import Drawings
import Tensors

/// `lossfold doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "The libraries and fonts found, and what to install.",
    discussion: """
      Exits with 0 where figures can be drawn.

        lossfold doctor
      """)

  func run() throws {
    var table = TextTable(["what", "found"], numbersFrom: 2)
    table.add(["Lossfold", Lossfold.configuration.version])
    for library in LibraryVersions.all { table.add([library.name, library.release]) }
    table.add(["processors", "\(processorCount)"])
    let mishap: RenderingError?
    do throws(RenderingError) {
      let typesetter = try Typesetter()
      // Latin from Inter, another script from Noto: both are opened only when they are needed.
      for sample in ["Inter", "السلام"] { _ = typesetter.extent(of: sample, in: Font(size: 7)) }
      table.add(["fonts", "Inter and Noto"])
      mishap = nil
    } catch {
      table.add(["fonts", "not all: \(error.sentence)"])
      mishap = error
    }
    try Console.write(table.text)
    if let mishap { throw RenderingMishap(mishap) ?? mishap }
  }
}
