import Tensors

/// Class weights as each framework turns them into sample weights.
enum ClassWeights {
  /// Keras 2.2.4: one weight for each sample; the class is the argmax of a row of several.
  ///
  /// - Source: Keras 2.2.4, `engine/training_utils.py`, `standardize_weights`.
  static func keras2(
    _ weights: [Int: Float], _ labels: any SampleSource
  ) throws(ReductionError) -> Tensor {
    guard labels.shape.rank <= 2 else {
      throw .refused(
        role: "--class-weight",
        sentence: "Keras 2.2.4 takes class weights where labels have at most 2 axes, "
          + "but y_true is \(labels.shape).",
        help: ["Give the weights of positions instead: --sample-weight, of the loss's shape."])
    }
    let classes = try classes(of: labels)
    var result: [Float] = []
    for index in classes {
      guard let weight = weights[index] else {
        throw .refused(
          role: "--class-weight",
          sentence: "Keras 2.2.4 wants a weight for every class, but class \(index) has none.",
          help: ["Name each class: --class-weight 0=1,1=1,…"])
      }
      result.append(weight)
    }
    return Tensor(shape: [result.count]) { result[$0] }
  }

  /// The class of each sample, or of each row along the last axis: its argmax where there are
  /// several entries, else the entry itself, rounded half to even.
  static func classes(of labels: any SampleSource) throws(ReductionError) -> [Int] {
    let tensor: Tensor
    do throws(TensorError) {
      tensor = try labels.materialised()
    } catch {
      throw .unreadable(error)
    }
    let width = tensor.shape.rank > 1 ? tensor.shape[-1] : 1
    guard width > 0 else { return [] }
    return stride(from: 0, to: tensor.shape.count, by: width).map { start in
      let row = tensor.elements[start..<(start + width)]
      if width == 1 {
        let rounded = (row.first ?? 0).rounded(.toNearestOrEven)
        return rounded.isFinite && abs(rounded) < 1e9 ? Int(rounded) : -1
      }
      var best = start
      for index in row.indices where row[index] > row[best] { best = index }
      return best - start
    }
  }
}

extension ClassWeights {
  /// Keras 3: one weight for each sample, 1 for a class without one.
  ///
  /// - Source: Keras 3.15, `trainers/data_adapters/data_adapter_utils.py`.
  static func keras3(_ weights: [Int: Float], _ input: FoldInput) throws(ReductionError) -> Tensor {
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
    let classes = try classes(of: input.yTrue)
    return Tensor(shape: [classes.count]) { weights[classes[$0]] ?? 1 }
  }

  /// tf-keras: a weight for each row of labels, times the sample weights.
  ///
  /// - Source: tf-keras 2.21, `engine/data_adapter.py`, `_make_class_weight_map_fn`.
  static func tfKeras(
    _ weights: [Int: Float], _ input: FoldInput, batchSize: Int?
  ) throws(ReductionError) -> Tensor {
    guard weights.keys.sorted() == Array(0..<weights.count) else {
      throw .refused(
        role: "--class-weight",
        sentence: "tf-keras wants the classes 0 to n − 1, each once, "
          + "but was given \(weights.keys.sorted().map(String.init).joined(separator: ", ")).",
        help: ["Name each class: --class-weight 0=1,1=1,…"])
    }
    let classes = try classes(of: input.yTrue)
    var rows: [Float] = []
    for index in classes {
      guard let weight = weights[index] else {
        throw .refused(
          role: "--class-weight",
          sentence: "tf-keras wants a weight for every class, but class \(index) has none.",
          help: ["Name each class: --class-weight 0=1,1=1,…"])
      }
      rows.append(weight)
    }
    let shape = input.yTrue.shape.rank > 1 ? input.yTrue.shape.droppingLast : input.yTrue.shape
    let result = Tensor(shape: shape) { rows[$0] }
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
}
