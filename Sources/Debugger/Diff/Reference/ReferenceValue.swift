import Machine
import Tensors

/// A value in Float64, whatever its kind (indices and masks are numbers too), and how far off an honest implementation may be.
struct ReferenceValue {
    let shape: Shape
    var values: [Double]
    /// For every element the error that rounding explains: about its standard deviation, seen generously. Empty where nothing is rounded.
    var noise: [Double] = []

    init(_ shape: Shape, _ values: [Double], noise: [Double] = []) {
        self.shape = shape
        self.values = values
        self.noise = noise
    }

    init(_ tensor: Tensor) {
        self.init(tensor.shape, tensor.withUnsafeBuffer { $0.map(Double.init) })
    }

    init(_ value: Value) {
        self.init(value.tensor)
    }

    var rowLength: Int { shape.rowLength }
    var rowCount: Int { shape.rowCount }

    func row(_ index: Int) -> ArraySlice<Double> { values[index * rowLength..<(index + 1) * rowLength] }

    /// The same with every element shaken by its noise, up or down as its number decides: to see what becomes of it further on.
    var shaken: ReferenceValue {
        guard !noise.isEmpty else { return self }
        var result = self
        for index in values.indices where values[index].isFinite {
            let hash = UInt64(truncatingIfNeeded: index &+ 1) &* 0x9E37_79B9_7F4A_7C15
            result.values[index] += hash >> 63 == 0 ? noise[index] : -noise[index]
        }
        return result
    }
}

/// How the other side computes: how many digits its numbers have, and whether the reference's roundings to them are imitated.
public struct ReferenceArithmetic: Sendable, Hashable {
    public enum Storage: String, Sendable, CaseIterable {
        case float32, bfloat16, float16

        /// Half a unit in the last place, relative to the number: 2⁻²⁴ for 24 bits.
        public var unit: Double {
            switch self {
            case .float32: 0x1p-24
            case .bfloat16: 0x1p-9
            case .float16: 0x1p-12
            }
        }
    }

    /// What the values are stored in between two operations.
    public let storage: Storage
    /// Whether every operation's result is rounded to bf16, as the reference does it when it runs in bf16; else nothing is rounded.
    public let roundsToBFloat16: Bool

    public init(storage: Storage, roundsToBFloat16: Bool = false) {
        self.storage = storage
        self.roundsToBFloat16 = roundsToBFloat16
    }

    /// The noise of one rounding of a result.
    var unit: Double { storage.unit }
    /// The noise of one addition within a sum: sums are kept in float32 whatever is stored.
    static let sumUnit = 0x1p-24

    func rounded(_ value: Double) -> Double {
        roundsToBFloat16 ? Double(Float(value).roundedToBFloat16) : value
    }
}
