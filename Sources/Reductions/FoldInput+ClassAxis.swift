import Tensors

extension FoldInput {
  /// This input with its classes last, where labels and predictions fit one another only if one of
  /// them has them along axis 1; as it is where they fit, or more than one reading would do.
  ///
  /// What was read otherwise is said in ``notes``. Nothing is guessed of an axis that was named.
  public func withClassAxisFound(under convention: Convention) -> FoldInput {
    let rank = yPred.shape.rank
    guard ownLoss == nil, classAxis == nil, rank > 2 else { return self }
    let (labels, predictions) = (yTrue.shape.extents, yPred.shape.extents)
    let isAlongSecond = convention == .pytorch && loss == "cross_entropy"
    var input = self
    switch labels.count {
    // Of three axes, either tensor might be the one that is turned.
    case rank where rank > 3 && labels != predictions:
      if Self.secondLast(predictions) == labels {
        input.yPred = yPred.turned(classAxis: 1)
        input.notes.append(Self.note("y_pred", yPred.shape, input.yPred.shape))
      } else if Self.secondLast(labels) == predictions {
        input.yTrue = yTrue.turned(classAxis: 1)
        input.notes.append(Self.note("y_true", yTrue.shape, input.yTrue.shape))
      } else {
        return self
      }
    case rank - 1:
      let fits = (
        last: labels == Array(predictions.dropLast()),
        second: labels == [predictions[0]] + predictions.dropFirst(2)
      )
      guard fits.last != fits.second, fits.last == isAlongSecond else { return self }
      if isAlongSecond {
        input.notes.append("The classes of y_pred, \(yPred.shape), were read along the last axis.")
      } else {
        input.yPred = yPred.turned(classAxis: 1)
        input.notes.append(Self.note("y_pred", yPred.shape, input.yPred.shape))
      }
    default: return self
    }
    input.classAxis = -1
    return input
  }

  private static func secondLast(_ extents: [Int]) -> [Int] {
    [extents[0]] + extents.dropFirst(2) + [extents[1]]
  }

  private static func note(_ role: String, _ from: Shape, _ to: Shape) -> String {
    "\(role) is \(from), its classes along axis 1; it was read as \(to)."
  }
}
