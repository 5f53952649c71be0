/// How the weights of a matrix are coded. The raw value is what listings show.
///
/// Floats stand for themselves. Codes of eight bits have one scale per output, codes of four one per group of inputs; both stand
/// apart from the codes (`WeightScales`).
public enum WeightEncoding: String, Sendable, Hashable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    /// One byte: sign, four bits of exponent, three of mantissa; no infinities.
    case float8 = "F8_E4M3"
    /// One byte in two's complement.
    case int8 = "I8"
    /// Eight to a 32-bit word, the first in its lowest bits, each with 8 added.
    case int4 = "I4"

    /// The encoding of numbers that need no scale; nil for those that are no floats.
    public init?(_ dtype: DType) {
        switch dtype {
        case .float32: self = .float32
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        default: return nil
        }
    }

    /// Weights that are coded together.
    public var blockLength: Int {
        switch self {
        case .float32, .float16, .bfloat16, .float8, .int8: 1
        case .int4: 8
        }
    }

    /// Bytes of such a block.
    public var blockByteCount: Int {
        switch self {
        case .float32, .int4: 4
        case .float16, .bfloat16: 2
        case .float8, .int8: 1
        }
    }

    /// Bytes of so many weights that lie together.
    public func byteCount(_ weights: Int) -> Int {
        (weights + blockLength - 1) / blockLength * blockByteCount
    }

    /// Whether a scale belongs to every code.
    public var hasScales: Bool {
        switch self {
        case .float32, .float16, .bfloat16: false
        case .float8, .int8, .int4: true
        }
    }
}
