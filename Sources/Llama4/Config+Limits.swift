extension Config {
    /// What no real model exceeds by far. The limits keep products of sizes within an `Int`, and a damaged file from
    /// having a billion layers allocated.
    enum Limits {
        static let size = 1...(1 << 24)
        static let vocabulary = 1...Int(Int32.max)
        static let layers = 1...1024
        static let layerInterval = 1...(1 << 24)
        static let experts = 0...4096
        static let positions = 1...(1 << 40)
        static let token = 0...Int(Int32.max)
    }

    /// Reports what single settings cannot show: sizes that don't fit each other.
    static func checkSizes(_ sizes: Sizes, layers: [Layer], in section: ConfigSection, reader: inout ConfigReader) {
        if sizes.heads % sizes.keyValueHeads != 0 {
            reader.report(
                section.path("num_key_value_heads"), expected: "a divisor of num_attention_heads, \(sizes.heads)",
                found: "\(sizes.keyValueHeads)")
        }
        if sizes.head % 2 != 0 {
            reader.report(
                section.path("head_dim"), expected: "an even number, since rotation takes pairs", found: "\(sizes.head)")
        }
        // The rows of a matrix are counted like token ids, in 32 bits.
        if sizes.heads * sizes.head > Int(Int32.max) {
            reader.report(
                section.path("head_dim"), expected: "num_attention_heads · head_dim below 2³¹",
                found: "\(sizes.heads) · \(sizes.head)")
        }
        if layers.contains(where: { $0.feedForward == .mixtureOfExperts }) {
            if sizes.experts == 0 {
                reader.report(
                    section.path("num_local_experts"), expected: "at least 1, since there are layers with experts", found: "0")
            } else if !(1...sizes.experts).contains(sizes.expertsPerToken) {
                reader.report(
                    section.path("num_experts_per_tok"), expected: "from 1 to num_local_experts, \(sizes.experts)",
                    found: "\(sizes.expertsPerToken)")
            }
        }
        // In bytes of the widest dtype, with room for a sum over all layers.
        let products: [(String, [Int])] = [
            ("vocab_size · hidden_size", [sizes.vocabulary, sizes.hidden]),
            ("num_attention_heads · head_dim · hidden_size", [sizes.heads, sizes.head, sizes.hidden]),
            ("num_local_experts · hidden_size · 2 · intermediate_size", [sizes.experts, sizes.hidden, 2, sizes.expertIntermediate]),
            ("hidden_size · intermediate_size_mlp", [sizes.hidden, sizes.denseIntermediate]),
        ]
        for (name, factors) in products where product([8, 8, 1024] + factors) == nil {
            reader.report(
                name, expected: "a number of weights that memory can hold",
                found: factors.map(String.init).joined(separator: " · "))
        }
    }

    struct Sizes {
        var vocabulary, hidden, expertIntermediate, denseIntermediate, heads, keyValueHeads, head, experts, expertsPerToken: Int
    }

    /// Nil if it does not fit in an `Int`.
    private static func product(_ factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            product = next
        }
        return product
    }
}
