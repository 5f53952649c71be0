import JSON

extension Config {
    /// Puts together what the settings say about single layers. Lists may be longer than the model: that is what
    /// remains when layers are cut off a model.
    static func layers(_ text: ConfigSection, chunkSize: Int?, _ reader: inout ConfigReader) -> [Layer] {
        let problemCount = reader.problems.count
        let count = reader.integer("num_hidden_layers", in: text, default: 48, Limits.layers)
        // Lists cannot be judged by a count that is itself wrong.
        guard reader.problems.count == problemCount else { return [] }
        let usesRope = ropeLayers(count, text, &reader)
        let isChunked = chunkedLayers(count, text, &reader) ?? usesRope
        let isMixture = mixtureLayers(count, text, &reader)
        return (0..<count).map { index in
            Layer(
                index: index,
                usesRope: usesRope[index],
                attention: isChunked[index] ? chunkSize.map { .chunked($0) } ?? .full : .full,
                feedForward: isMixture[index] ? .mixtureOfExperts : .dense)
        }
    }

    /// `no_rope_layers`: in spite of its name, 1 marks a layer *with* RoPE. Absent, null or empty means that every
    /// fourth layer goes without, or as an interval says; early files give the interval in place of the list.
    private static func ropeLayers(_ count: Int, _ text: ConfigSection, _ reader: inout ConfigReader) -> [Bool] {
        let key = "no_rope_layers"
        let value = reader.value(key, in: text)
        if let list = value?.array, !list.isEmpty {
            let flags = list.map { $0.bool ?? ($0.int == 1 ? true : $0.int == 0 ? false : nil) }
            guard flags.count >= count, !flags.contains(nil) else {
                reader.report(
                    text.path(key), expected: "\(count) times 1 (RoPE) or 0 (no RoPE)",
                    found: list.count < count ? "an array of \(list.count)" : JSONValue.array(list).excerpt)
                return Array(repeating: true, count: count)
            }
            return flags.prefix(count).map { $0 == true }
        }
        var interval = reader.integer("nope_layer_interval", in: text, default: 4, Limits.layerInterval)
        interval = reader.integer("no_rope_layer_interval", in: text, default: interval, Limits.layerInterval)
        if let value, value.array == nil {
            interval = reader.integer(key, in: text, default: interval, Limits.layerInterval)
        }
        return (1...count).map { $0 % interval != 0 }
    }

    /// `layer_types`; nil if the settings leave it to RoPE: chunked with, full without.
    private static func chunkedLayers(_ count: Int, _ text: ConfigSection, _ reader: inout ConfigReader) -> [Bool]? {
        let key = "layer_types"
        guard let value = reader.value(key, in: text) else { return nil }
        guard let list = value.array, list.count >= count else {
            reader.report(text.path(key), expected: "an array of \(count) names", found: value.excerpt)
            return nil
        }
        var isChunked: [Bool] = []
        for element in list.prefix(count) {
            switch element.string {
            case "chunked_attention": isChunked.append(true)
            case "full_attention": isChunked.append(false)
            default:
                reader.report(
                    text.path(key), expected: "chunked_attention or full_attention for each layer", found: element.excerpt)
                return nil
            }
        }
        return isChunked
    }

    /// `moe_layers`, else every layer that `interleave_moe_layer_step` divides, counted from 1. A step of 0 means none.
    private static func mixtureLayers(_ count: Int, _ text: ConfigSection, _ reader: inout ConfigReader) -> [Bool] {
        let key = "moe_layers"
        let step = reader.integer("interleave_moe_layer_step", in: text, default: 1, 0...Limits.layerInterval.upperBound)
        guard let value = reader.value(key, in: text) else {
            return (1...count).map { step > 0 && $0 % step == 0 }
        }
        var isMixture = Array(repeating: false, count: count)
        guard let list = value.array?.map(\.int), list.allSatisfy({ ($0 ?? -1) >= 0 }) else {
            reader.report(text.path(key), expected: "an array of layer numbers from 0 on", found: value.excerpt)
            return isMixture
        }
        for case let index? in list where index < count { isMixture[index] = true }
        return isMixture
    }
}
