import Tensors

/// How a tensor of a GGUF file is stored.
enum GGUFFormat {
    case plain(DType)
    case blocks(WeightEncoding)

    init?(_ number: UInt32) {
        switch number {
        case 0: self = .plain(.float32)
        case 1: self = .plain(.float16)
        case 30: self = .plain(.bfloat16)
        case 24: self = .plain(.int8)
        case 26: self = .plain(.int32)
        case 2: self = .blocks(.q4Block32)
        case 8: self = .blocks(.q8Block32)
        case 12: self = .blocks(.q4Block256)
        case 13: self = .blocks(.q5Block256)
        case 14: self = .blocks(.q6Block256)
        default: return nil
        }
    }

    static let known = "F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K and Q6_K"

    /// What others call the format with this number.
    static func name(_ number: UInt32) -> String {
        let names: [UInt32: String] = [
            3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
            19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
        ]
        return names[number] ?? "number \(number)"
    }
}
