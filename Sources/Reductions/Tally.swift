import Tensors

/// Entries of a mask or of weights whose sum a convention divides by.
enum Tally: Sendable {
  /// The same for every sample: the sum and the number of entries.
  case shared(sum: Double, count: Int)
  /// Each sample has entries of its own.
  case samples(any SampleSource)

  /// - Parameter sampleCount: How many samples the loss is of; a source with another first axis is
  ///   shared by them.
  init(_ source: any SampleSource, sampleCount: Int) throws(ReductionError) {
    if source.shape.rank > 0, source.shape[0] == sampleCount {
      self = .samples(source)
    } else if source is AbsentSource {
      self = .shared(sum: .nan, count: source.shape.count)
    } else {
      do throws(TensorError) {
        self = .shared(sum: try source.exactSum(), count: source.shape.count)
      } catch {
        throw .unreadable(error)
      }
    }
  }

  /// What sample `index` adds; nothing where all share it.
  func sample(_ index: Int) throws(TensorError) -> (sum: Double, count: Int) {
    guard case .samples(let source) = self else { return (0, 0) }
    return try source.withSample(index) { ($0.plainSum, $0.count) }
  }

  /// What all samples add.
  func all() throws(TensorError) -> (sum: Double, count: Int) {
    guard case .samples(let source) = self else { return (0, 0) }
    return (try source.exactSum(), source.shape.count)
  }

  /// The sum and the number of entries for samples that add up to these.
  func total(_ sum: ExactSum, _ count: Int) -> (sum: Double, count: Int) {
    guard case .shared(let shared, let entries) = self else { return (sum.value, count) }
    return (shared, entries)
  }
}

extension FoldPlan {
  /// Why what it folds does not come of sums over samples, a sentence; nil where it does.
  var whyNotBySums: String? {
    let samples = yPred.shape.sampleCount
    if yPred.shape.rank < 2, !loss.isReturned {
      return "Predictions of one axis are one sample's, so there are no samples to be added up."
    }
    if loss.needsAllSamples {
      return "\(loss.name) depends on all samples at once, not on sums over them."
    }
    if repeatsLoss {
      return "The weights repeat the loss from \(positions) to \(result), which mixes samples."
    }
    let isPooled = loss.pooling.map { !$0.keepsSamples || $0.isMean } ?? false
    for (role, factor) in [("mask", mask), ("weights", weights)] {
      guard let factor else { continue }
      if isPooled { return "\(loss.name) pools over samples before the \(role) meets it." }
      let extents = factor.shape.extents
      if samples > 1, extents.first == samples, factor.shape.rank < weightedRank {
        return "The \(role), \(factor.shape), has as many entries as there are samples, but is "
          + "repeated along the last axis of the loss, \(result)."
      }
    }
    return nil
  }

  /// How many axes what mask and weights multiply has at least.
  private var weightedRank: Int { min(result.rank, weighted.rank) }
}
