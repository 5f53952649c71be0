import Tensors

/// How many weights a model has, where, how stored, and how many of them one token makes use of.
public struct ParameterCensus: Sendable, Hashable {
    public enum Part: String, Sendable, Hashable, CaseIterable {
        case embedding
        case attention
        case router
        case routedExperts = "routed experts"
        case sharedExperts = "shared experts"
        case dense
        case norms
        case outputHead = "output head"
    }

    /// Some weights and the bytes that they take in the checkpoint.
    public struct Amount: Sendable, Hashable {
        public var parameters = 0
        public var bytes = 0
    }

    /// Zero for a part that the model does not have; a tied output head is counted as embedding.
    public let parts: [Part: Amount]
    public let encodings: [WeightEncoding: Amount]
    /// What one token multiplies with: everything but the experts that were not chosen and the embedding, of which it
    /// takes one row. A tied embedding counts once, as output head.
    public let active: Amount

    public var total: Amount {
        parts.values.reduce(into: Amount()) { $0.add($1.parameters, bytes: $1.bytes) }
    }

    public init(_ weights: Weights, _ config: Config) {
        var count = Count(expertShare: (config.expertsPerToken, max(config.expertCount, 1)))
        let isTied = weights.outputHead.base == weights.embedding.base
        count.add(weights.embedding, .embedding, isActive: isTied)
        if !isTied { count.add(weights.outputHead, .outputHead) }
        count.add(weights.finalNorm, .norms)
        for layer in weights.layers {
            count.add(layer)
        }
        parts = count.parts
        encodings = count.encodings
        active = count.active
    }
}

extension ParameterCensus.Amount {
    mutating func add(_ parameters: Int, bytes: Int) {
        self.parameters += parameters
        self.bytes += bytes
    }
}

/// A census being taken.
private struct Count {
    /// How many of how many experts a token is given to.
    let expertShare: (chosen: Int, all: Int)
    var parts = Dictionary(uniqueKeysWithValues: ParameterCensus.Part.allCases.map { ($0, ParameterCensus.Amount()) })
    var encodings: [WeightEncoding: ParameterCensus.Amount] = [:]
    var active = ParameterCensus.Amount()

    mutating func add(_ layer: LayerWeights) {
        add(layer.attentionNorm, .norms)
        add(layer.feedForwardNorm, .norms)
        for linear in [layer.attention.query, layer.attention.key, layer.attention.value, layer.attention.output] {
            add(linear.matrix, .attention)
            if let bias = linear.bias { add(bias, .attention) }
        }
        switch layer.feedForward {
        case .dense(let gated):
            add(gated, .dense)
        case .mixtureOfExperts(let mixture):
            add(mixture.router, .router)
            add(mixture.shared, .sharedExperts)
            for matrices in [mixture.gate, mixture.up, mixture.down] {
                for matrix in matrices { add(matrix, .routedExperts, isActive: false) }
                // Experts are alike, so it does not matter which are chosen.
                for matrix in matrices.prefix(expertShare.chosen) { addActive(matrix.parameterCount, matrix.byteCount) }
            }
        }
    }

    mutating func add(_ gated: GatedWeights, _ part: ParameterCensus.Part) {
        for matrix in [gated.gate, gated.up, gated.down] { add(matrix, part) }
    }

    mutating func add(_ matrix: WeightMatrix, _ part: ParameterCensus.Part, isActive: Bool = true) {
        add(part, matrix.encoding, matrix.parameterCount, matrix.byteCount)
        if isActive { addActive(matrix.parameterCount, matrix.byteCount) }
    }

    mutating func add(_ vector: WeightVector, _ part: ParameterCensus.Part) {
        add(part, WeightEncoding(vector.dtype) ?? .float32, vector.values.count, vector.byteCount)
        addActive(vector.values.count, vector.byteCount)
    }

    private mutating func add(_ part: ParameterCensus.Part, _ encoding: WeightEncoding, _ parameters: Int, _ bytes: Int) {
        parts[part, default: .init()].add(parameters, bytes: bytes)
        encodings[encoding, default: .init()].add(parameters, bytes: bytes)
    }

    private mutating func addActive(_ parameters: Int, _ bytes: Int) {
        active.add(parameters, bytes: bytes)
    }
}

extension WeightMatrix {
    fileprivate var parameterCount: Int { inputs * outputs }
}
