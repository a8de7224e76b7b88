import Tensors

extension Part {
  /// How it is folded, key by key: parts merge where all of it is the same.
  var head: [(key: String, value: JSON)] {
    let standard = settings
    var entries: [(key: String, value: JSON)] = [
      ("convention", .string(standard.convention.rawValue)),
      ("reduction", JSON(standard.reduction)),
      ("batch_size", standard.batchSize.map { .integer($0) } ?? .null),
      ("epoch", .string(standard.epoch.rawValue)), ("accumulate", .integer(standard.accumulate)),
      ("penalties", JSON(standard.penalties)), ("threshold", .number(Double(standard.threshold))),
      ("skipped_outputs", .array(standard.skippedOutputs.map { .string($0) })),
    ]
    for (index, output) in outputs.enumerated() {
      let name = outputs.count > 1 ? "outputs[\(index)]." : ""
      entries += output.head.entries.map { (name + $0.key, $0.value) }
    }
    return entries
  }

  /// The part as `fold --partial` prints it.
  public var json: JSON {
    .object(
      [
        ("schema", .integer(1)), ("kind", .string("part")), ("samples", .integer(sampleCount)),
        (
          "stretches",
          stretches.map {
            .array($0.map { .array([.integer($0.first), .integer($0.count)]) })
          } ?? .null
        ),
        ("class_names", classNames.map { .array($0.map { .string($0) }) } ?? .null),
      ] + head.filter { !$0.key.hasPrefix("outputs[") && !Self.outputKeys.contains($0.key) } + [
        ("outputs", .array(outputs.map(\.json)))
      ])
  }

  private static let outputKeys = Set(PartHead.keys)
}

extension PartHead {
  static let keys = [
    "name", "loss", "loss_weight", "from_logits", "options", "class_weight", "class_axis", "losses",
    "y_true", "y_pred", "sample_weight", "mask", "pos_weight", "labels_were_made", "labels",
  ]

  var entries: [(key: String, value: JSON)] {
    let values: [JSON] = [
      .string(name), .string(loss), .number(lossWeight), .bool(fromLogits),
      .object(options.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
      classWeight.map { weights in
        .object(
          weights.sorted { $0.key < $1.key }.map { ("\($0.key)", .number(Double($0.value))) })
      } ?? .null,
      classAxis.map { .integer($0) } ?? .null, .bool(isReturned), yTrue.json, yPred.json,
      sampleWeight?.json ?? .null, mask?.json ?? .null, posWeight?.json ?? .null,
      JSON(change?.rawValue), labels?.json ?? .null,
    ]
    return zip(Self.keys, values).map { ($0, $1) }
  }
}

extension PartHead.Form {
  /// `[null, 256, 256]`: the first axis is as long as there are samples.
  var json: JSON { .array((hasSamples ? [.null] : []) + extents.map { .integer($0) }) }
}

extension Part.Output {
  fileprivate var json: JSON {
    .object(
      head.entries + [
        ("hard_labels", .bool(sums.hasHardLabels)),
        ("sums", sums.loss.json(views)), ("other_sums", sums.other?.json(otherViews) ?? .null),
        ("pooled", sums.pooled.json),
        ("counts", sums.counts.map { .array($0.map(\.json)) } ?? .null),
        (
          "batches",
          .array(
            batches.sorted { $0.key < $1.key }.map { number, batch in
              .object([
                ("batch", .integer(number)), ("hard_labels", .bool(batch.hasHardLabels)),
                ("sums", batch.loss.json), ("other_sums", batch.other?.json ?? .null),
                ("pooled", batch.pooled.json),
              ])
            })
        ),
        ("mask_shared", maskShared?.json ?? .null),
        ("weights_shared", weightsShared?.json ?? .null),
      ])
  }
}

extension SharedTally {
  var json: JSON { .object([("sum", .number(sum)), ("count", .integer(count))]) }
}

extension PooledSums {
  var json: JSON { .object([("sums", .array(sums.map(\.json))), ("count", .integer(count))]) }
}

extension ExactSum {
  var json: JSON { .string(text) }
}

extension Metrics.Counts {
  /// True positives, false positives, false negatives, all.
  var json: JSON {
    .array([truePositives, falsePositives, falseNegatives, total].map { .integer($0) })
  }
}

extension LossSums {
  /// - Parameter views: Of each stretch of samples.
  func json(_ views: [SampleViews]) -> JSON {
    .object([
      ("scaling", totals.scaling.json), ("elements", totals.elements.json),
      ("positions", totals.positions.json), ("masked", totals.masked.json),
      ("weighted", totals.weighted.json),
      (
        "predictions",
        .array([
          .number(Double(totals.lowestPrediction)), .number(Double(totals.highestPrediction)),
        ])
      ),
      ("classes", .array(totals.classes.map(\.json))),
      ("samples", .array(views.map(\.json))),
      (
        "worst_samples",
        .array(worst.all.map { .array([.integer($0.index), .number($0.loss)]) })
      ),
      ("histogram", ledger?.json ?? .null),
    ])
  }
}

extension ScalingSums {
  var json: JSON {
    .object([
      ("samples", .integer(sampleCount)), ("total", total.json), ("mask", mask.json),
      ("mask_count", .integer(maskCount)), ("weight_count", .integer(weightCount)),
      ("nonzero_weight_count", .integer(nonzeroWeightCount)), ("mask_tally", maskTally.json),
      ("mask_tally_count", .integer(maskTallyCount)), ("weight_tally", weightTally.json),
      ("weight_tally_count", .integer(weightTallyCount)),
    ])
  }
}

extension MergedMoments {
  var json: JSON {
    .object([
      ("count", .integer(moments.count)), ("min", .number(Double(moments.minimum))),
      ("max", .number(Double(moments.maximum))), ("sum", sum.json),
      ("nan", .integer(moments.nanCount)), ("infinite", .integer(moments.infiniteCount)),
      ("zeros", .integer(moments.zeroCount)),
      ("first_odd", moments.firstOdd.map { .integer($0) } ?? .null),
    ])
  }
}

extension ClassTotals {
  var json: JSON {
    .object([
      ("loss", loss.json), ("weighted", weighted.json),
      ("weighted_positives", weightedPositives.json), ("weighted_wrong", weightedWrong.json),
      ("perfect", perfect.json), ("missed_positives", missedPositives.json),
      ("counts", counts.json),
    ])
  }
}

extension SampleViews {
  var json: JSON {
    .object([
      ("count", .integer(count)), ("losses", JSON(losses)), ("weighted", JSON(weighted)),
      ("class_losses", JSON(classLosses)),
    ])
  }
}

extension LossLedger {
  /// Buckets that hold losses: the upper 16 bits of a float32, how many, their significands' sum.
  var json: JSON {
    .object([
      ("nan", .integer(nanCount)), ("infinite", .integer(infiniteCount)),
      ("negative", .integer(negativeCount)), ("zero", .integer(zeroCount)),
      ("least", .number(Double(least))), ("greatest", .number(Double(greatest))),
      (
        "buckets",
        .array(
          buckets.filter { counts[$0] > 0 }.map {
            .array([.integer($0), .integer(counts[$0]), .integer(significands[$0])])
          })
      ),
    ])
  }
}
