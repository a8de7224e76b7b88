package import Reductions
private import Synchronization
package import Tensors

/// A fold that a page gave a name to, with all that its text may draw from it.
package struct NamedFold: Sendable {
  /// Every step, as the engine folded it.
  package var trace: Trace
  /// The names of the classes, where somebody gave them.
  package var classNames: [String]
  /// The two tensors, for pages that write out single elements.
  package var labels: Tensor?, predictions: Tensor?
  /// Weights and mask, as far as the fold has them.
  package var sampleWeight: Tensor?, mask: Tensor?
  /// Scores under every library's rule, made when a page first asks.
  private let variants: Once<MetricVariants?>

  /// A fold.
  package init(
    trace: Trace, classNames: [String] = [], labels: Tensor? = nil, predictions: Tensor? = nil
  ) {
    self.trace = trace
    self.classNames = classNames
    self.labels = labels
    self.predictions = predictions
    variants = Once { nil }
  }

  /// A fold of `inputs`.
  package init(trace: Trace, classNames: [String], inputs: [FoldInput], threshold: Float) {
    self.trace = trace
    self.classNames = classNames
    labels = inputs.first?.yTrue as? Tensor
    predictions = inputs.first?.yPred as? Tensor
    sampleWeight = inputs.first?.sampleWeight as? Tensor
    mask = inputs.first?.mask as? Tensor
    variants = Once { inputs.first.flatMap { try? MetricVariants(of: $0, threshold: threshold) } }
  }

  /// Where a path goes on behind the fold's name.
  var entry: Entry {
    guard let output = trace.outputs.first else { return .absent("The fold has no output.") }
    return .record(fields(of: output) + fields)
  }

  /// What every output has.
  private func fields(of output: Output) -> Fields {
    let names = classNames
    return [
      ("value", { .optional(output.value, "the reduction leaves a tensor.") }),
      ("denominator", { .optional(output.denominator, "nothing is divided.") }),
      ("loss_weight", { .value(.number(output.lossWeight)) }),
      ("loss", { .value(.text(output.loss)) }),
      ("reduction", { .value(.text(output.reduction)) }),
      ("shape", { .value(.shape(output.steps.first?.shape ?? [])) }),
      ("steps", { .steps(output.steps, classNames: names) }),
      ("views", { .views(output.views, classNames: names) }),
      ("shares", { .shares(output.shares, classNames: names) }),
      ("visibility", { .visibility(output.visibility, classNames: names) }),
      ("metrics", { .metrics(output.metrics, classNames: names) }),
      ("gradient", { .gradient(output.gradientShares, classNames: names) }),
    ]
  }

  /// What the fold has as a whole.
  private var fields: Fields {
    let names = classNames
    return [
      ("total", { [trace] in .optional(trace.total, "an output is no scalar.") }),
      ("epoch", { [trace] in .optional(trace.epoch, "an output is no scalar.") }),
      ("printed", { [trace] in .text(trace.printed, "the framework prints none.") }),
      ("convention", { [trace] in .value(.text(trace.convention.rawValue)) }),
      ("classes", { .list(count: names.count, names: names) { .value(.text(names[$0])) } }),
      (
        "outputs",
        { [self] in
          .record(trace.outputs.map { output in (output.name, { .record(fields(of: output)) }) })
        }
      ),
      ("penalties", { [trace] in .numbers(trace.penalties) }),
      ("warnings", { [trace] in .texts(trace.warnings) }),
      ("metrics_names", { [trace] in .texts(trace.metricsNames) }),
      ("batches", { [trace] in .batches(trace.batches) }),
      ("optimised", { [trace] in .numbers(trace.optimised) }),
      ("variants", { [variants] in .variants(variants.value, classNames: names) }),
      ("soft_dice", { [variants] in .softDice(variants.value) }),
      ("y_true", { [labels] in .operand(labels, classNames: names) }),
      ("y_pred", { [predictions] in .operand(predictions, classNames: names) }),
      ("sample_weight", { [sampleWeight] in .operand(sampleWeight, classNames: []) }),
      ("mask", { [mask] in .operand(mask, classNames: []) }),
    ]
  }
}

/// Names with what stands behind each, made when it is asked for.
private typealias Fields = [(String, @Sendable () -> Entry)]

/// A value that is made when it is first asked for, and then kept.
private final class Once<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var value: Value {
    made.withLock { made in
      let value = made ?? make()
      made = value
      return value
    }
  }
}

extension Entry {
  fileprivate static func optional(_ number: Double?, _ why: String) -> Entry {
    number.map { .value(.number($0)) } ?? .absent(why)
  }

  fileprivate static func text(_ text: String?, _ why: String) -> Entry {
    text.map { .value(.text($0)) } ?? .absent(why)
  }

  fileprivate static func record(_ fields: Fields) -> Entry {
    .record(fields.map(\.0)) { name in
      fields.first { $0.0 == name }?.1() ?? .absent("it is not there.")
    }
  }

  fileprivate static func texts(_ texts: [String]) -> Entry {
    .list(count: texts.count, names: []) { .value(.text(texts[$0])) }
  }

  fileprivate static func record(_ fields: KeyValuePairs<String, Entry>) -> Entry {
    let fields = Array(fields)
    return .record(fields.map(\.key)) { name in
      fields.first { $0.key == name }?.value ?? .absent("it is not there.")
    }
  }

  fileprivate static func numbers(
    _ numbers: [Double]?, names: [String] = [], why: String
  ) -> Entry {
    numbers.map { .numbers($0, names: $0.count == names.count ? names : []) } ?? .absent(why)
  }

  fileprivate static func steps(_ steps: [Step], classNames: [String]) -> Entry {
    .record(steps.map(\.id.rawValue)) { id in
      guard let step = steps.first(where: { $0.id.rawValue == id }) else {
        return .absent("it is not there.")
      }
      let summary = step.summary
      return .record([
        "id": .value(.text(id)),
        "operation": .value(.text(step.operation)),
        "formula": .value(.text(step.formula)),
        "shape": .value(.shape(step.shape)),
        "extents": .list(count: step.shape.rank, names: []) { .value(.count(step.shape[$0])) },
        "count": .value(.count(summary.count)),
        "min": .value(.number(Double(summary.minimum))),
        "max": .value(.number(Double(summary.maximum))),
        "mean": .value(.number(summary.mean)),
        "sum": .value(.number(summary.sum)),
        "nan": .value(.count(summary.nanCount)),
        "infinite": .value(.count(summary.infiniteCount)),
        "values": .numbers(step.values.map(Double.init)),
        "at": step.tensor.map { .tensor($0, names: classNames) }
          ?? .absent("the step's tensor was not kept."),
      ])
    }
  }

  fileprivate static func views(_ views: Views, classNames: [String]) -> Entry {
    let why = "the loss has no elements for each class."
    return .record([
      "per_class": .numbers(views.perClass, names: classNames, why: why),
      "per_sample": .numbers(views.perSample, why: "the loss has none for each sample."),
      "per_sample_and_class": views.perSampleAndClass.map { rows in
        .list(count: rows.count, names: []) {
          .numbers(rows[$0], names: rows[$0].count == classNames.count ? classNames : [])
        }
      } ?? .absent(why),
    ])
  }

  fileprivate static func shares(_ shares: Shares, classNames: [String]) -> Entry {
    let why = shares.why ?? "the fold has no such shares."
    return .record([
      "per_class": .numbers(shares.perClass, names: classNames, why: why),
      "per_sample": .numbers(shares.perSample, why: why),
      "per_class_positives": .numbers(shares.perClassPositives, names: classNames, why: why),
      "correct": .optional(shares.correct, why),
      "wrong": .optional(shares.wrong, why),
      "positives": .optional(shares.positives, why),
      "negatives": .optional(shares.negatives, why),
    ])
  }

  /// Which fractions of Σ|gradient| fall where.
  fileprivate static func gradient(_ shares: GradientShares?, classNames: [String]) -> Entry {
    let why = shares?.why.map { "\($0)." } ?? "the fold was not asked for its gradient."
    return .record([
      "per_class": .numbers(shares?.perClass, names: classNames, why: why),
      "per_class_mean": .numbers(shares?.perClassMean, names: classNames, why: why),
      "per_sample": .numbers(shares?.perSample, why: why),
      "positives": .optional(shares?.positives, why),
      "negatives": .optional(shares?.negatives, why),
      "correct": .optional(shares?.correct, why),
      "wrong": .optional(shares?.wrong, why),
      "stuck": .optional(shares?.stuck, why),
    ])
  }

  fileprivate static func visibility(_ all: [Visibility]?, classNames: [String]) -> Entry {
    guard let all else { return .absent("the loss has no elements for each class.") }
    return .list(count: all.count, names: all.count == classNames.count ? classNames : []) {
      .record([
        "perfect": .value(.number(all[$0].perfect)), "as_is": .value(.number(all[$0].asIs)),
        "missed": .value(.number(all[$0].missed)),
      ])
    }
  }

  fileprivate static func metrics(_ metrics: Metrics?, classNames: [String]) -> Entry {
    guard let metrics else { return .absent("the tensors have no classes to score.") }
    let names = metrics.counts.count == classNames.count ? classNames : []
    return .record([
      "threshold": .value(.number(Double(metrics.threshold))),
      "iou": .numbers(metrics.iou, names: names),
      "dice": .numbers(metrics.dice, names: names),
      "precision": .numbers(metrics.precision, names: names),
      "recall": .numbers(metrics.recall, names: names),
      "accuracy": .numbers(metrics.accuracy, names: names),
      "positives_share": .numbers(metrics.positives, names: names),
      "mean_iou": .value(.number(metrics.meanIoU)),
    ])
  }

  /// `variants.above.batch.iou.speck`.
  fileprivate static func variants(_ variants: MetricVariants?, classNames: [String]) -> Entry {
    guard let variants else { return .absent("the tensors have no classes to score.") }
    let rules: KeyValuePairs<String, MetricVariants.Rule> = [
      "above": .above, "at_least": .atLeast, "argmax": .argmax,
    ]
    return .record(
      rules.map { name, rule in
        let all = variants.scores.filter { $0.rule == rule }
        return (
          name,
          {
            .record(
              all.map { scores in (scores.pooling.rawValue, { .scores(scores, classNames) }) })
          }
        )
      })
  }

  private static func scores(_ scores: MetricVariants.Scores, _ classNames: [String]) -> Entry {
    let names = scores.iou.count == classNames.count ? classNames : []
    return .record([
      "iou": .numbers(scores.iou, names: names),
      "dice": .numbers(scores.dice, names: names),
      "precision": .numbers(scores.precision, names: names),
      "recall": .numbers(scores.recall, names: names),
      "accuracy": .numbers(scores.accuracy, names: names),
      "mean_iou": .value(.number(scores.meanIoU)),
    ])
  }

  fileprivate static func softDice(_ variants: MetricVariants?) -> Entry {
    guard let all = variants?.softDice else {
      return .absent("the tensors have no classes to score.")
    }
    return .list(count: all.count, names: []) {
      .record([
        "source": .value(.text(all[$0].source)), "pooled_over": .value(.text(all[$0].pooledOver)),
        "value": .value(.number(all[$0].value)),
      ])
    }
  }

  fileprivate static func batches(_ batches: [Batch]) -> Entry {
    .list(count: batches.count, names: []) {
      .record([
        "size": .value(.count(batches[$0].size)), "loss": .value(.number(batches[$0].loss)),
      ])
    }
  }

  fileprivate static func operand(_ tensor: Tensor?, classNames: [String]) -> Entry {
    guard let tensor else { return .absent("the tensor was not kept.") }
    return .record([
      "shape": .value(.shape(tensor.shape)), "at": .tensor(tensor, names: classNames),
    ])
  }
}
