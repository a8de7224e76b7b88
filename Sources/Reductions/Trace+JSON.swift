import Tensors

extension Trace {
  /// The trace as `fold --json` prints it.
  public var json: JSON {
    .object(
      [
        ("schema", .integer(1)), ("convention", .string(convention.rawValue)),
        ("metrics_names", .array(metricsNames.map { .string($0) })),
        ("outputs", .array(outputs.map { $0.json(isMerged: isMerged) })),
        ("skipped_outputs", .array(skippedOutputs.map { .string($0) })),
        ("penalties", JSON(penalties)), ("total", JSON(total)),
        (
          "batches",
          whyNoBatches != nil
            ? .null
            : .array(
              batches.map { .object([("size", .integer($0.size)), ("loss", .number($0.loss))]) })
        ),
        ("optimised", JSON(optimised)), ("epoch", JSON(epoch)), ("printed", JSON(printed)),
        ("warnings", .array(warnings.map { .string($0) })),
      ] + JSON.why(whyNoBatches))
  }
}

extension Output {
  /// - Parameter isMerged: Whether steps are without their elements.
  fileprivate func json(isMerged: Bool) -> JSON {
    var entries: [(key: String, value: JSON)] = [
      ("name", .string(name)), ("loss", .string(loss)), ("reduction", .string(reduction)),
      ("loss_weight", .number(lossWeight)),
      ("steps", .array(steps.map { $0.json(isMerged: isMerged) })),
      ("shape", .array(shape.extents.map { .integer($0) })), ("value", JSON(value)),
    ]
    if let values { entries.append(("values", .array(values.elements.map { .single($0) }))) }
    entries += [
      (
        "views",
        .object(
          [
            ("per_class", JSON(views.perClass)), ("per_sample", JSON(views.perSample)),
            (
              "per_sample_and_class",
              views.perSampleAndClass.map { .array($0.map { JSON($0) }) } ?? .null
            ),
          ] + JSON.why(views.why))
      ),
      ("shares", shares.json),
      ("visibility", visibility.map { .array($0.map(\.json)) } ?? .null),
      ("metrics", metrics?.json ?? .null),
      (
        "worst_samples",
        worstSamples.map { samples in
          .array(
            samples.map {
              .object([("sample", .integer($0.index)), ("loss", .number($0.loss))])
            })
        } ?? .null
      ),
    ]
    if let gradientShares { entries.append(("gradient", gradientShares.json)) }
    if let metricVariants { entries.append(("metric_variants", metricVariants.json)) }
    return .object(entries)
  }
}

extension Step {
  fileprivate func json(isMerged: Bool) -> JSON {
    .object(
      [
        ("id", .string(id.rawValue)), ("operation", .string(operation)),
        ("formula", .string(formula)), ("axes", .array(axes.map { .integer($0) })),
        ("shape", .array(shape.extents.map { .integer($0) })),
        ("min", summary.hasNumbers ? .single(summary.minimum) : .null),
        ("max", summary.hasNumbers ? .single(summary.maximum) : .null),
        ("mean", .number(summary.mean)), ("sum", .number(summary.sum)),
        ("nan", .integer(summary.nanCount)), ("infinite", .integer(summary.infiniteCount)),
        ("first_odd", summary.firstOdd.map { JSON(shape.indices(of: $0)) } ?? .null),
      ] + (isMerged ? [] : [("values", .array(values.map { .single($0) }))]))
  }
}

extension JSON {
  /// The entry that says why something is null.
  fileprivate static func why(_ reason: String?) -> [(key: String, value: JSON)] {
    reason.map { [("why", .string($0))] } ?? []
  }

  fileprivate init(_ indices: [Int]) { self = .array(indices.map { .integer($0) }) }
}

extension Shares {
  fileprivate var json: JSON {
    .object(
      [
        ("per_class", JSON(perClass)), ("per_sample", JSON(perSample)),
        ("positives", JSON(positives)), ("negatives", JSON(negatives)),
        ("correct", JSON(correct)), ("wrong", JSON(wrong)),
      ] + JSON.why(why ?? whyNoSamples))
  }
}

extension GradientShares {
  /// As `fold --gradient --json` prints it under `gradient`.
  fileprivate var json: JSON {
    .object(
      [
        ("with_respect_to", JSON(withRespectTo?.rawValue)), ("per_class", JSON(perClass)),
        ("per_class_mean", JSON(perClassMean)), ("per_sample", JSON(perSample)),
        ("positives", JSON(positives)), ("negatives", JSON(negatives)),
        ("correct", JSON(correct)), ("wrong", JSON(wrong)), ("stuck", JSON(stuck)),
      ] + JSON.why(why))
  }
}

extension Visibility {
  fileprivate var json: JSON {
    .object([
      ("perfect", .number(perfect)), ("as_is", .number(asIs)), ("missed", .number(missed)),
    ])
  }
}

extension Metrics {
  fileprivate var json: JSON {
    .object([
      ("iou", Self.json(iou)), ("dice", Self.json(dice)), ("precision", Self.json(precision)),
      ("recall", Self.json(recall)), ("accuracy", Self.json(accuracy)),
      ("mean_iou", Self.json(meanIoU)),
      ("positives_share", Self.json(positives)), ("threshold", .single(threshold)),
    ])
  }

  /// What is not there to be scored is null.
  fileprivate static func json(_ score: Double) -> JSON { score.isNaN ? .null : .number(score) }
  fileprivate static func json(_ scores: [Double]) -> JSON { .array(scores.map { json($0) }) }
}

extension MetricVariants {
  /// As `fold --metrics --json` prints it under `metric_variants`.
  public var json: JSON {
    .object([
      ("scores", .array(scores.map(\.json))), ("soft_dice", .array(softDice.map(\.json))),
    ])
  }
}

extension MetricVariants.Scores {
  fileprivate var json: JSON {
    .object([
      ("rule", .string(rule.rawValue)), ("pooling", .string(pooling.rawValue)),
      ("iou", Metrics.json(iou)), ("dice", Metrics.json(dice)),
      ("precision", Metrics.json(precision)), ("recall", Metrics.json(recall)),
      ("accuracy", Metrics.json(accuracy)), ("mean_iou", Metrics.json(meanIoU)),
    ])
  }
}

extension MetricVariants.SoftDice {
  fileprivate var json: JSON {
    .object([
      ("source", .string(source)), ("pooled_over", .string(pooledOver)), ("value", .number(value)),
    ])
  }
}
