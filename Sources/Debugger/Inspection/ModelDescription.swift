import Llama4
import Views

/// What a model is, in numbers: its layers, parameters, bytes, and what a token costs.
public struct ModelDescription: Sendable {
    public let name: String
    public let config: Config
    public let census: ParameterCensus
    public let hasTokenizer: Bool
    public let vision: Vision

    public init(_ model: Model) {
        // A path says where it lies; what it is called is its last part. An id stays whole.
        let word = model.checkpoint.location.name
        name = word.hasPrefix("/") ? word.split(separator: "/").last.map(String.init) ?? word : word
        config = model.config
        census = ParameterCensus(model.weights, model.config)
        hasTokenizer = model.tokenizer != nil
        vision = model.vision
    }

    /// Bytes that one more token adds to the cache of a layer, in Float.
    public var cacheBytesPerLayer: Int { 2 * config.keyValueHeadCount * config.headSize * 4 }

    /// Bytes that one more token adds to the cache while no chunk is full.
    public var cacheBytesPerToken: Int { cacheBytesPerLayer * config.layerCount }

    /// The same once the chunks are full: only the layers that see everything still grow.
    public var cacheBytesPerTokenBeyondChunks: Int {
        cacheBytesPerLayer * config.layers.count { $0.attention == .full }
    }
}
