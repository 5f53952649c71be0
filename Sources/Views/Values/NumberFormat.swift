import Foundation
import Tensors

/// How the numbers of a tensor are written: gdb's letters behind a slash.
public enum NumberFormat: Hashable, Sendable {
    /// As few digits as show about four that count: whole numbers without a fraction, tiny ones with a power.
    case automatic
    /// `/f`, `/f6`: digits behind the point.
    case fixed(Int)
    /// `/e`, `/e9`
    case scientific(Int)
    /// `/x`: the 32 bits.
    case bits
    /// `/d`: rounded to whole numbers.
    case integer

    /// Reads what stands behind the slash; nil if there is no such format.
    public init?(parsing text: String) {
        let digits = text.count > 1 ? Int(text.dropFirst()) : nil
        guard text.count <= 1 || digits.map({ (0...17).contains($0) }) == true else { return nil }
        switch (text.first, digits) {
        case ("f", let digits): self = .fixed(digits ?? 4)
        case ("e", let digits): self = .scientific(digits ?? 3)
        case ("x", nil): self = .bits
        case ("d", nil): self = .integer
        default: return nil
        }
    }

    /// The format that `automatic` means for these numbers.
    func resolved(for tensor: Tensor) -> NumberFormat {
        guard self == .automatic else { return self }
        let statistics = Statistics(tensor)
        let largest = statistics.magnitude
        let isWhole = tensor.withUnsafeBuffer { $0.allSatisfy { !$0.isFinite || $0 == $0.rounded() } }
        if isWhole, largest < 1e7 { return .integer }
        switch largest {
        case ..<0.01, 1e6...: return .scientific(3)
        case ..<100: return .fixed(4)
        case ..<10_000: return .fixed(2)
        default: return .fixed(1)
        }
    }

    func text(_ value: Float) -> String {
        if self == .bits {
            let digits = String(value.bitPattern, radix: 16)
            return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        }
        guard value.isFinite else { return Quantity.decimal(Double(value)) }
        switch self {
        case .fixed(let digits): return String(format: "%.\(digits)f", value)
        case .scientific(let digits): return String(format: "%.\(digits)e", value)
        case .integer: return String(format: "%.0f", value)
        case .bits, .automatic: return "\(value)"
        }
    }
}
