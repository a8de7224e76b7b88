import Testing

@testable import Figures

@Suite("What was found out once")
struct MemoTests {
  @Test("is found once, however many ask")
  func once() throws {
    let memo = Memo()
    var count = 0
    for _ in 0..<3 {
      let value = try memo.value("answer") { () throws(FigureError) in
        count += 1
        return 42
      }
      #expect(value == 42)
    }
    #expect(count == 1)
    #expect(try memo.value("another") { () throws(FigureError) in "word" } == "word")
  }

  @Test("is not kept where it could not be found")
  func failure() {
    let memo = Memo()
    for _ in 0..<2 {
      #expect(throws: FigureError.badLimits(1, 0)) {
        try memo.value("limits") { () throws(FigureError) -> Int in throw .badLimits(1, 0) }
      }
    }
  }
}
