import Tensors

/// Class weights as each framework turns them into sample weights.
enum ClassWeights {
  /// Keras 2.2.4: one weight for each sample; the class is the argmax of a row of several.
  ///
  /// - Source: Keras 2.2.4, `engine/training_utils.py`, `standardize_weights`.
  static func keras2(
    _ weights: [Int: Float], _ labels: any SampleSource
  ) throws(ReductionError) -> any SampleSource {
    guard labels.shape.rank <= 2 else {
      throw .refused(
        role: "--class-weight",
        sentence: "Keras 2.2.4 takes class weights where labels have at most 2 axes, "
          + "but y_true is \(labels.shape).",
        help: ["Give the weights of positions instead: --sample-weight, of the loss's shape."])
    }
    return source(weights, labels, shape: [labels.shape.sampleCount])
  }

  /// Keras 3: one weight for each sample, 1 for a class without one.
  ///
  /// - Source: Keras 3.15, `trainers/data_adapters/data_adapter_utils.py`.
  static func keras3(
    _ weights: [Int: Float], _ input: FoldInput
  ) throws(ReductionError) -> any SampleSource {
    guard input.sampleWeight == nil else {
      throw .refused(
        role: "--class-weight",
        sentence: "Keras 3 takes class weights or sample weights, but both were given.",
        help: ["Multiply them into one --sample-weight."])
    }
    let shape = input.yTrue.shape
    guard shape.rank < 3 else {
      throw .refused(
        role: "--class-weight",
        sentence: "Keras 3 takes class weights where labels have at most 2 axes, "
          + "but y_true is \(shape).",
        help: ["Give the weights of positions instead: --sample-weight, of the loss's shape."])
    }
    return source(weights, input.yTrue, shape: [shape.sampleCount])
  }

  /// tf-keras: a weight for each row of labels, times the sample weights.
  ///
  /// - Source: tf-keras 2.21, `engine/data_adapter.py`, `_make_class_weight_map_fn`.
  static func tfKeras(
    _ weights: [Int: Float], _ input: FoldInput, batchSize: Int?
  ) throws(ReductionError) -> any SampleSource {
    guard weights.keys.sorted() == Array(0..<weights.count) else {
      throw .refused(
        role: "--class-weight",
        sentence: "tf-keras wants the classes 0 to n − 1, each once, "
          + "but was given \(weights.keys.sorted().map(String.init).joined(separator: ", ")).",
        help: ["Name each class: --class-weight 0=1,1=1,…"])
    }
    let shape = input.yTrue.shape.rank > 1 ? input.yTrue.shape.droppingLast : input.yTrue.shape
    let result = source(weights, input.yTrue, shape: shape)
    guard let samples = input.sampleWeight else { return result }
    let count = input.yPred.shape.sampleCount
    if let batchSize, count > batchSize, count % batchSize != 0 {
      throw .refused(
        role: "--class-weight",
        sentence: "tf-keras takes class weights beside sample weights only where every batch has "
          + "the same size, but \(count) samples in batches of \(batchSize) leave a short one.",
        help: ["Choose a batch size that divides \(count)."])
    }
    let missing = max(0, shape.rank - samples.shape.rank)
    let raised = samples.viewed(
      as: Shape(samples.shape.extents + Array(repeating: 1, count: missing)))
    guard let product = raised.multiplied(by: result) else {
      throw .doesNotBroadcast(role: "sample weight", shape: samples.shape, loss: shape)
    }
    return product
  }

  /// Refuses a sample whose labels name a class without a weight.
  static func check(
    _ weights: [Int: Float], _ labels: Shape, _ framework: String
  ) -> @Sendable (Span<Float>) throws(ReductionError) -> Void {
    let width = labels.rank > 1 ? labels[-1] : 1
    return { (labels) throws(ReductionError) in
      for index in classes(of: labels, width: width) where weights[index] == nil {
        throw .refused(
          role: "--class-weight",
          sentence:
            "\(framework) wants a weight for every class, but \(IndexName.class(index)) has none.",
          help: ["Name each class: --class-weight 0=1,1=1,…"])
      }
    }
  }

  private static func source(
    _ weights: [Int: Float], _ labels: any SampleSource, shape: Shape
  ) -> any SampleSource {
    let width = labels.shape.rank > 1 ? labels.shape[-1] : 1
    return MappedSource(base: labels, shape: shape) { labels in
      classes(of: labels, width: width).map { weights[$0] ?? 1 }
    }
  }

  /// The class of each row of `width` labels: its argmax where there are several, else the entry
  /// itself, rounded half to even.
  private static func classes(of labels: Span<Float>, width: Int) -> [Int] {
    guard width > 0 else { return [] }
    return stride(from: 0, to: labels.count, by: width).map { start in
      if width == 1 {
        let rounded = labels[start].rounded(.toNearestOrEven)
        return rounded.isFinite && abs(rounded) < 1e9 ? Int(rounded) : -1
      }
      var best = start
      for index in start..<(start + width) where labels[index] > labels[best] { best = index }
      return best - start
    }
  }
}
