extension Collection {
  /// Each element in words, one after the other; of more than `limit` the first ones, and how many
  /// are left.
  package func listed(
    atMost limit: Int = 64, separatedBy separator: String = ", ", _ words: (Element) -> String
  ) -> String {
    prefix(limit).map(words).joined(separator: separator)
      + (count > limit ? " and \(count - limit) more" : "")
  }
}
