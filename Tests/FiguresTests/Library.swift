import Foundation

/// The C library's logarithm to base ten.
func logOfLibrary(_ value: Double) -> Double { log10(value) }
