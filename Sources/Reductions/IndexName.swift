/// What is called by its index: counted from 0, as the frameworks count, and as `--class-weight`,
/// `--class-colors`, `ignore_class`, `--first-sample` and `--at` do.
package enum IndexName {
  /// A class without a name of its own: `class 4`.
  package static func `class`(_ index: Int) -> String { "class \(index)" }
  /// A sample without a name of its own: `sample 0`.
  package static func sample(_ index: Int) -> String { "sample \(index)" }
  /// A sample that is an image: `image 0`.
  package static func image(_ index: Int) -> String { "image \(index)" }
  /// One of the penalties: `penalty 0`.
  package static func penalty(_ index: Int) -> String { "penalty \(index)" }
  /// A block of layers: `block 0`.
  package static func block(_ index: Int) -> String { "block \(index)" }
  /// The letters A to Z, where colour must not be the only cue; then the class's index.
  package static func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : String(index)
  }

  /// The names that were given where there are `count`, else those by index.
  package static func classes(_ names: [String], count: Int) -> [String] {
    names.count == count ? names : (0..<count).map(Self.class)
  }
}
