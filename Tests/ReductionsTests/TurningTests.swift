import Reductions
import Tensors
import Testing

@Suite("Labels and predictions that do not fit")
struct TurningTests {
  @Test(
    "are told how to",
    arguments: [
      (
        [2, 4, 4, 3], [2, 3, 4, 4],
        "y_pred looks as if its classes lay along axis 1. If so, add --class-axis 1."
      ),
      (
        [2, 3, 4, 4], [2, 4, 4, 3],
        "y_true looks as if its classes lay along axis 1. If so, in Python: y_true = np.moveaxis(y_true, 1, -1)"
      ),
      (
        [3, 5, 4, 2], [2, 4, 5, 3],
        "The axes of one are the other’s from the last to the first, as MATLAB has them. In Python: y_true = y_true.T"
      ),
      (
        [1, 4, 4, 3], [2, 4, 4, 3],
        "One has more samples: save both from the same batch, or cut y_true[:n], y_pred[:n]."
      ),
      (
        [2, 4, 4, 2], [2, 4, 4, 3],
        "Save both from the same batch, with the same classes in the last axis."
      ),
      (
        [2, 4, 4], [2, 4, 4, 3],
        "y_true has no classes: one-hot encode it, np.eye(3)[y_true], or take a loss that begins with sparse_."
      ),
      (
        [2, 4], [2, 4, 4, 3],
        "One-hot encode the labels, or drop the axis that only one of them has."
      ),
    ] as [(Shape, Shape, String)])
  func turning(yTrue: Shape, yPred: Shape, help: String) {
    #expect(ReductionError.shapeMismatch(yTrue: yTrue, yPred: yPred).help == [help])
  }
}
