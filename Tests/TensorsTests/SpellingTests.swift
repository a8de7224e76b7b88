import Testing

@testable import Tensors

@Suite("what somebody may have meant")
struct SpellingTests {
  private static let losses = [
    "binary_crossentropy", "categorical_crossentropy", "mean_squared_error", "mean_absolute_error",
    "huber",
  ]

  @Test(
    "is the nearest name, whatever its capitals and its joints",
    arguments: [
      ("binary_crossentrpy", "binary_crossentropy"), ("BinaryCrossentropy", "binary_crossentropy"),
      ("binary-cross-entropy", "binary_crossentropy"), ("mse", "mean_squared_error"),
      ("bce", "binary_crossentropy"),
      ("mae", "mean_absolute_error"), ("squared", "mean_squared_error"), ("hubre", "huber"),
      // Two hold it, and neither is near; two are as near as one another.
      ("crossentropy", nil), ("mean_s_error", nil), ("xyz", nil), ("", nil),
    ] as [(String, String?)])
  func nearest(word: String, expected: String?) {
    #expect(Spelling.suggestion(for: word, among: Self.losses) == expected)
  }

  @Test(
    "counts letters that are inserted, dropped, changed or swapped",
    arguments: [("", "", 0), ("ab", "ba", 1), ("fold", "flod", 1), ("a", "abc", 2), ("ab", "", 2)])
  func distance(first: String, second: String, expected: Int) {
    #expect(Spelling.distance(first, second) == expected)
  }
}
