import Reductions
import TensorFiles

extension FoldRequest {
  /// What is asked for beside arrays and names of outputs, each key with what isn't its default: the
  /// same whether flags or a run file asked. Of several outputs, what belongs to one is left out.
  var fields: [Field] {
    let standard = FoldRequest()
    var fields: [Field] = []
    func add(_ key: Key, _ values: [String]?) {
      if let values, !values.isEmpty {
        fields.append(Field(key.rawValue, values, origin: "--" + key.rawValue))
      }
    }
    func add<Value: Equatable>(_ key: Key, _ value: Value, _ standard: Value) {
      if value != standard { add(key, ["\(value)"]) }
    }
    add(.convention, convention.rawValue, standard.convention.rawValue)
    add(.reduction, reduction.map { [$0] })
    add(.batchSize, batchSize.map { ["\($0)"] })
    add(.epoch, epoch.rawValue, standard.epoch.rawValue)
    add(.replicas, replicas, standard.replicas)
    add(.accumulate, accumulate, standard.accumulate)
    add(.threshold, threshold, standard.threshold)
    add(.penalties, penalties.map { "\($0)" })
    add(.classNames, classNames)
    guard outputs.count == 1, let output = outputs.first else { return fields }
    let other = Output()
    add(.loss, output.loss, other.loss)
    add(.lossWeight, output.lossWeight, other.lossWeight)
    add(.fromLogits, output.fromLogits, other.fromLogits)
    add(.classAxis, output.classAxis.map { ["\($0)"] })
    add(.options, output.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    add(
      .classWeight,
      output.classWeight?.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    add(.classColors, output.classColors.map(\.text))
    return fields
  }
}
