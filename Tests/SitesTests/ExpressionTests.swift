import Reductions
import Testing

@testable import Sites

@Suite("Expressions")
struct ExpressionTests {
  func folds() throws -> Entry {
    let fold = try FakeResolver.fold(keeping: [.perPosition]).entry
    return .record(["real"]) { _ in fold }
  }

  @Test(
    "write what the engine found by the figures' rules",
    arguments: [
      ("real.value", "0.833"), ("real.value | 5", "0.83300"), (" real.value|1 ", "0.8"),
      ("real.value | percent 2", "83 %"), ("real.value | printed", "0.8330"),
      ("real.printed", "0.8330"), ("real.shape", "2 × 2 × 2 × 2"),
      ("real.steps.elementwise.count", "16"), ("real.steps.elementwise.extents.3", "2"),
      ("real.steps.output.shape", "scalar"), ("real.steps.per-position.at.0.1.1", "0.780"),
      ("real.steps.per-position.operation", "mean over 2 classes"),
      ("real.views.per_class.sea", "0.702"), ("real.views.per_class.1", "0.702"),
      ("real.metrics.iou.sky", "0.200"), ("real.classes.0", "sky"),
      ("real.metrics.positives_share.sky | percent 1", "40 %"), ("real.batches.0.size", "2"),
      ("real.y_true.at.0.0.0.sky", "1.00"), ("real.y_pred.at.1.1.1.1", "0.800"),
      ("real.steps.elementwise.count / 4 + 1 * 2 | integer", "6"), ("1 - 3", "−2.00"),
      ("real.visibility.sea.as_is - real.value", "0"),
    ] as [(String, String)])
  func writes(expression: String, expected: String) throws {
    #expect(try Expression(expression).rendered(in: folds()).text == expected)
  }

  @Test(
    "say what was expected and what there is",
    arguments: [
      ("", "An expression names a value, but this one is empty.", []),
      ("unreal.value", "There is no fold “unreal” on this page.", ["There is: real."]),
      (
        "real.views.per_klass", "There is no “per_klass” in “real.views”.",
        ["There is: per_class, per_sample, per_sample_and_class."]
      ),
      (
        "real.metrics.iou.lake", "There is no “lake” in “real.metrics.iou”.",
        ["There is: sky, sea."]
      ),
      (
        "real.views.per_sample.2", "There is no “2” in “real.views.per_sample”.",
        ["There is: 0, 1."]
      ),
      (
        "real.shares", "“real.shares” holds several values, so it cannot be written as one.",
        [
          "Go on with one of: real.shares.per_class, real.shares.per_sample, "
            + "real.shares.per_class_positives, real.shares.correct, real.shares.wrong, "
            + "real.shares.positives, real.shares.negatives."
        ]
      ),
      ("real.value.mean", "“real.value” is a value: there is no “mean” in it.", []),
      (
        "real.steps.elementwise.at.0",
        "“real.steps.elementwise.at” has no value here: the step's tensor was not kept.", []
      ),
      ("real..value", "A path is names joined by dots, but “real..value” lacks one.", []),
      (
        "real.classes.*",
        "“*” stands for the row of a table block, but “real.classes.*” is in none.",
        []
      ),
      (
        "real.value x 2", "Between two values stands +, -, * or /, but “x” was found.", []
      ),
      ("real.value /", "A value was expected after “/”, but the expression ends.", []),
      ("real.loss * 2", "A number was expected, but “real.loss” is none.", []),
      (
        "real.value | nice", "There is no format “nice”.",
        ["Formats are: a number of significant digits, percent, percent N, integer, printed."]
      ),
      (
        "real.loss | percent",
        "The format “percent 3” is for numbers, but the value is “binary_crossentropy”.", []
      ),
    ] as [(String, String, [String])])
  func saysWhatIsWrong(expression: String, sentence: String, help: [String]) throws {
    let folds = try folds()
    let error = #expect(throws: ExpressionError.self) {
      try Expression(expression).rendered(in: folds)
    }
    #expect(error?.sentence == sentence)
    #expect(error?.help == help)
  }
}
