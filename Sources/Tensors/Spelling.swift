/// Finds what somebody may have meant.
public enum Spelling {
  /// The known word nearest to `word`, if it is near enough to be meant.
  ///
  /// Neither capitals nor what parts words counts: `BinaryCrossentropy` means
  /// `binary_crossentropy`. Where none is that near, or several are, the only word of these initials, or that holds the
  /// one given, is meant: `mse` is `mean_squared_error`, `torch` is `pytorch`.
  public static func suggestion(for word: String, among known: [String]) -> String? {
    let plain = folded(word)
    // Nobody meant a name by a text of this length, and comparing takes its square.
    guard !plain.isEmpty, plain.count <= longest else { return nil }
    let distances = known.map { distance(plain, folded($0)) }
    if let least = distances.min(), least <= max(1, plain.count / 3) {
      let nearest = zip(known, distances).filter { $0.1 == least }
      // Of two that are as near, either may be meant: `keras-4`.
      if Set(nearest.map(\.0)).count == 1 { return nearest[0].0 }
    }
    guard plain.count >= 3 else { return nil }
    for matches in [
      known.filter { initials($0) == plain }, known.filter { folded($0).contains(plain) },
    ] where matches.count == 1 { return matches[0] }
    return nil
  }

  /// `Did you mean …?` in a list of its own, or nothing.
  public static func help(for word: String, among known: [String]) -> [String] {
    suggestion(for: word, among: known).map { ["Did you mean \($0)?"] } ?? []
  }

  /// The most letters that are compared.
  private static let longest = 200

  private static func folded(_ word: String) -> String {
    word.lowercased().filter { !"-_ ".contains($0) }
  }

  private static func initials(_ word: String) -> String {
    // Everybody writes BCE.
    let words = word.lowercased().replacing("crossentropy", with: "cross_entropy")
    return String(words.split { "-_ ".contains($0) }.compactMap(\.first))
  }

  /// How many letters must be inserted, dropped, changed or swapped with their neighbour.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first), Array(second))
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var best = min(
          rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
