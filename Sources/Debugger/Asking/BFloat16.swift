import Foundation

/// What rounding to bf16 does to a number: 8 bits of it count.
enum BFloat16 {
    /// The variance of the error of rounding: errors are spread evenly over a step, so it is step² / 12.
    static func variance(_ value: Float) -> Double {
        guard value.isNormal else { return 0 }
        let step = scalbn(1.0, Int(value.exponent) - 7)
        return step * step / 12
    }
}
