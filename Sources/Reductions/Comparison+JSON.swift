extension Comparison {
  /// The comparison as `compare --json` prints it.
  ///
  /// - Parameter readings: Of a number that was given with it.
  public func json(_ readings: Readings? = nil) -> JSON {
    var entries: [(key: String, value: JSON)] = [
      ("schema", .integer(1)), ("reference", .string(reference.rawValue)),
      ("conventions", .array(rows.map(\.json))),
    ]
    if let readings {
      entries += [
        ("number", .number(readings.number.value)), ("tried", .integer(readings.tried)),
        ("by_chance", .number(readings.byChance)),
        ("readings", .array(readings.readings.prefix(100).map(\.json))),
      ]
    }
    return .object(entries)
  }
}

extension Comparison.Row {
  fileprivate var json: JSON {
    .object([
      ("convention", .string(convention.rawValue)), ("loss", .string(loss)),
      ("reduction", .string(reduction)), ("value", JSON(value)),
      ("denominator", JSON(denominator)), ("parts_at", JSON(partsAt?.rawValue)),
      ("why", .string(why)),
    ])
  }
}

extension Readings.Reading {
  fileprivate var json: JSON {
    .object([
      ("value", .number(value)), ("distance", .number(distance)),
      ("convention", .string(convention.rawValue)), ("loss", .string(loss)),
      ("reduction", .string(reduction)), ("departures", .integer(departures)),
      ("says", .string(says)),
    ])
  }
}
