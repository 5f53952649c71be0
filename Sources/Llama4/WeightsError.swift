import Checkpoint
import Tensors

/// Why a checkpoint's tensors are not the weights of the model that its config describes.
public enum WeightsError: Error, Sendable, Equatable {
    /// There is no tensor of a text model at all.
    case noTextModel(location: String, examples: [String], count: Int)
    case quantized(location: String, Config.Quantization, reason: String)
    case unquantizable(location: String, QuantizationProblem)
    case mismatch(location: String, [WeightsProblem])
}

/// What is wrong with one tensor.
public enum WeightsProblem: Sendable, Equatable {
    case missing(name: String, shape: Shape)
    case misshapen(name: String, expected: Shape, found: Shape)
    case wrongDType(name: String, found: DType)
    case superfluous(name: String, dtype: DType, shape: Shape)
    /// Codes whose scales, groups or order are not to be made sense of.
    case unusableCodes(name: String, reason: String)
}

extension WeightsError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noTextModel(let location, let examples, let count):
            let names = Enumeration(examples.map { Quoted($0).description })
            return "\(Quoted(location, limit: 1000)) has no weights of a text model: expected model.… or language_model.…, "
                + "found \(count == 0 ? "no tensors" : "\(count) tensors such as \(names)"). "
                + "Give the checkpoint of a Llama 4 model in Hugging Face layout."
        case .quantized(let location, let quantization, let reason):
            let kind = [quantization.method, quantization.format].compactMap { $0 }
                .map { Quoted.escaped($0.unicodeScalars.prefix(40)) }
            let words = kind.isEmpty ? "quantised weights" : "quantised weights (\(kind.joined(separator: " ")))"
            return "\(Quoted(location, limit: 1000)) has \(words): \(reason). Give a checkpoint in BF16, F16 or F32, in FP8 "
                + "(compressed-tensors float-quantized, fbgemm, ModelOpt), in int8 or int4 (compressed-tensors int-quantized, pack-quantized), or a GGUF file."
        case .unquantizable(let location, let problem):
            return "\(Quoted(location, limit: 1000)) can't be quantised: \(problem). Open it without --weights."
        case .mismatch(let location, let problems):
            return "The tensors of \(Quoted(location, limit: 1000)) are not those that its config.json calls for: "
                + "\(Self.groups(problems)). Check that both come from the same model and that the download is complete."
        }
    }

    /// "3 missing (…); 1 misshapen (…)".
    private static func groups(_ problems: [WeightsProblem]) -> String {
        var missing: [String] = [], misshapen: [String] = [], wrong: [String] = [], superfluous: [String] = [], codes: [String] = []
        for problem in problems {
            switch problem {
            case .missing(let name, let shape):
                missing.append("\(name) \(shape)")
            case .misshapen(let name, let expected, let found):
                misshapen.append("\(name) must be \(expected) but is \(found)")
            case .wrongDType(let name, let found):
                wrong.append("\(name) is \(found.rawValue)")
            case .unusableCodes(let name, let reason):
                codes.append("\(name): \(reason)")
            case .superfluous(let name, let dtype, let shape):
                superfluous.append("\(Quoted(name)) \(dtype.rawValue) \(Enumeration(shape.extents.map(String.init)))")
            }
        }
        let groups = [
            ("missing", missing), ("misshapen", misshapen), ("stored as something else than F32, F16, BF16 or codes with scales", wrong),
            ("with codes that can't be used", codes),
            ("not accounted for", superfluous),
        ]
        return groups.filter { !$1.isEmpty }
            .map { "\($1.count) \($0) (\(Enumeration($1)))" }
            .joined(separator: "; ")
    }
}
