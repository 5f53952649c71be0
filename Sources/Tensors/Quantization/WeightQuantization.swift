/// A way to store weights in fewer bits than they came with.
public enum WeightQuantization: Sendable, Hashable {
    /// Eight bits, one scale per output: the largest magnitude becomes 127.
    case int8
    /// Four bits, one scale per group of inputs, chosen for the least squared error.
    case int4(groupLength: Int)

    public var encoding: WeightEncoding {
        switch self {
        case .int8: .int8
        case .int4: .int4
        }
    }

    /// Inputs that share a scale, of so many.
    public func groupLength(inputs: Int) -> Int {
        switch self {
        case .int8: inputs
        case .int4(let length): length
        }
    }

    /// Scales per output.
    public func groupCount(inputs: Int) -> Int {
        let length = max(groupLength(inputs: inputs), 1)
        return (inputs + length - 1) / length
    }
}

/// Why a matrix can't be quantised.
public enum QuantizationProblem: Error, Sendable, Equatable {
    /// A weight is infinite or no number.
    case notFinite(name: String)
}

extension QuantizationProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFinite(let name): "\(name) holds a weight that is infinite or no number, so there is no scale for it"
        }
    }
}
