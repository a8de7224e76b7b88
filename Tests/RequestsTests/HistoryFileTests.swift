import Figures
import Foundation
import Requests
import TestSupport
import Testing

/// Files of histories as they come, and as `swift run fuzz history logger` breaks them.
@Suite("A history's file")
struct HistoryFileTests {
  private func read(_ text: String, _ name: String) throws -> HistorySubject {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    var request = FigureRequest(kind: "history")
    request.file = folder + "/" + name
    let subject: FigureSubject
    do throws(RequestError) {
      subject = try request.subject()
      _ = try request.drawing(of: subject, measuredBy: FixedTextMeasurer())
    } catch {
      throw Refusal(text: error.place.replacing(folder + "/", with: "") + ": " + error.sentence)
    }
    guard case .history(let history) = subject else { preconditionFailure("a history") }
    return history
  }

  private struct Refusal: Error, Equatable { var text: String }

  @Test("is read whatever its blank lines")
  func blankLines() throws {
    let history = try read("epoch,loss\n\n0,0.5\r\n1,0.25\n \n", "log.csv")
    #expect(history.epochs == [1, 2])
    #expect(history.series.map(\.values) == [[0.5, 0.25]])
  }

  @Test(
    "names the line of what is no history",
    arguments: [
      (
        "epoch,loss\n0,1\n,1e-3\n", "log.csv", "log.csv:3: Column epoch holds numbers, but here “”."
      ),
      (
        "epoch,loss\n1e300,1\n", "log.csv",
        "log.csv:2: Column epoch holds numbers, but here “1e300”."
      ),
      ("epoch,loss\n\n0,x\n", "log.csv", "log.csv:3: Column loss holds numbers, but here “x”."),
      (
        "epoch,loss\n\n0\n", "log.csv",
        "log.csv:3: A row has 2 columns as the first one has, but here are 1."
      ),
      ("\n \n", "log.csv", "log.csv: The file is empty."),
      (
        "{\"epoch\": [1, NaN], \"loss\": [1, 2]}", "h.json",
        "h.json: Epochs are counted by numbers up to 1e9, but number 2 is nan."
      ),
      (
        "{\n\"loss\": [1, 2],\n\"val\": [1,, 2]}", "h.json",
        "h.json:3: It is JSON, but reads: did not find expected node content."
      ),
      (
        "{\"loss\": [1], \"loss\": [2]}", "h.json",
        "h.json:1: It is JSON, but reads: its key loss is there twice."
      ),
    ])
  func refused(text: String, name: String, sentence: String) {
    #expect(throws: Refusal(text: sentence)) { try read(text, name) }
  }
}
