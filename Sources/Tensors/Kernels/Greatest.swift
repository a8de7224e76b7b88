extension [Double] {
  /// The places of the `count` greatest, the greatest first.
  ///
  /// NaN counts as greater than any number; of equals the first are taken.
  package func placesOfGreatest(_ count: Int) -> [Int] {
    func isGreater(_ left: Int, than right: Int) -> Bool {
      let (one, other) = (self[left], self[right])
      if one.isNaN || other.isNaN { return one.isNaN && (!other.isNaN || left < right) }
      return one == other ? left < right : one > other
    }
    var greatest: [Int] = []
    for place in indices {
      if greatest.count >= count {
        guard let last = greatest.last, isGreater(place, than: last) else { continue }
        greatest.removeLast()
      }
      let rank = greatest.firstIndex { isGreater(place, than: $0) } ?? greatest.count
      greatest.insert(place, at: rank)
    }
    return greatest
  }
}
