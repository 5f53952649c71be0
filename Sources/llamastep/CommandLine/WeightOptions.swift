import Tensors

/// `--weights` and `--group`: fewer bits for the weights.
enum WeightOptions {
    static let options: [Syntax.Option] = [
        .init(name: "--weights", value: "KIND", help: "weights in fewer bits: int8 (a scale per row) or int4 (a scale per group); default: as stored"),
        .init(name: "--group", value: "N", help: "inputs that share a scale with int4: 32 (default), 64, 128 …"),
    ]

    /// What the command line asks for; nil is nothing.
    static func quantization(_ arguments: Arguments) throws(UsageError) -> WeightQuantization? {
        let length = try arguments.int("--group", in: 8...65536)
        if let length, length % 8 != 0 { throw UsageError("--group must be a multiple of 8, not \(length)") }
        switch arguments.string("--weights") {
        case nil where length == nil: return nil
        case "int8" where length == nil: return .int8
        case "int4": return .int4(groupLength: length ?? 32)
        case nil, "int8"?: throw UsageError("--group belongs to --weights int4")
        case let kind?: throw UsageError("--weights must be int8 or int4, not \(kind)")
        }
    }
}
