import Testing

@testable import Tensors

@Suite("Lists in words")
struct ListingTests {
  @Test("a long list names the first ones and says how many are left")
  func long() {
    #expect((0..<3).listed(atMost: 3) { "class \($0)" } == "class 0, class 1, class 2")
    #expect((0..<5).listed(atMost: 2, separatedBy: "; ") { "\($0)" } == "0; 1 and 3 more")
    #expect((0..<2_064).listed { "\($0)" }.hasSuffix("62, 63 and 2000 more"))
  }
}
