import Checkpoint
import Machine
import Tensors

/// What the tokens of a pass went through, gathered value by value.
///
/// It holds the few numbers that a token event says, not the values they come from: but for the routers', which are small.
struct PassDigest {
    private struct Routing {
        var logits: Tensor?
        var choice: Indices?
        var scores: Tensor?
    }

    private struct Attention {
        let layer: Int
        let heads: Int
        let firstKey: Int
        /// [H·T]
        let entropy: Tensor
        /// [H·T, few]
        let keys: Indices
        let weights: Tensor
    }

    private struct Top {
        /// The row of the pass that the first row of logits belongs to.
        let firstRow: Int
        let ids: Indices
        let logits: Tensor
        let probabilities: Tensor
    }

    private let pass: PassEvent
    private var temperature: Tensor?
    private var routing: [Int: Routing] = [:]
    private var attention: [Attention] = []
    private var top: Top?

    init(_ pass: PassEvent) {
        self.pass = pass
    }

    mutating func take(_ role: InstructionPlan.Role, _ value: Value) {
        switch (role, value) {
        case (.temperature, .tensor(let factors)): temperature = factors
        case (.routerLogits(let layer), .tensor(let logits)): routing[layer, default: Routing()].logits = logits
        case (.routerChoice(let layer), .indices(let choice)): routing[layer, default: Routing()].choice = choice
        case (.routerScores(let layer), .tensor(let scores)): routing[layer, default: Routing()].scores = scores
        case (.pattern(let layer), .tensor(let pattern)) where pattern.shape.rank == 3: takePattern(layer, pattern)
        case (.logits, .tensor(let logits)): takeLogits(logits)
        default: break
        }
    }

    private mutating func takePattern(_ layer: Int, _ pattern: Tensor) {
        let (keys, weights) = Kernels.largest(pattern, count: TraceFormat.strongestCount)
        // The last key is the last position of the pass.
        let firstKey = pass.firstPosition + pass.tokens.count - pattern.shape.rowLength
        attention.append(Attention(
            layer: layer, heads: pattern.shape[0], firstKey: firstKey, entropy: Kernels.entropy(pattern), keys: keys,
            weights: weights))
    }

    private mutating func takeLogits(_ logits: Tensor) {
        let rows = logits.shape.rowCount
        guard rows > 0, rows <= pass.tokens.count else { return }
        let (ids, values) = Kernels.largest(logits, count: TraceFormat.topCount)
        let probabilities = Kernels.probabilities(logits, at: ids)
        top = Top(firstRow: pass.tokens.count - rows, ids: ids, logits: values, probabilities: probabilities)
    }

    // MARK: Events

    /// An event for each token, in order.
    func events(
        lens: [[TokenEvent.Lens]]?, token: (Int32) -> TraceToken, _ write: (TokenEvent) throws(CheckpointError) -> Void
    ) throws(CheckpointError) {
        for (row, own) in pass.tokens.enumerated() {
            var event = TokenEvent(pass: pass.pass, position: pass.firstPosition + row, token: own)
            if let temperature, row < temperature.count { event.temperature = temperature[flat: row] }
            event.router = routing.keys.sorted().compactMap { layer in routing[layer].flatMap { Self.routing(layer, $0, row) } }
            event.attention = attention.map { attention(row, $0) }
            if let lens, row < lens.count, !lens[row].isEmpty { event.lens = lens[row] }
            event.top = candidates(row, token)
            try write(event)
        }
    }

    private static func routing(_ layer: Int, _ routing: Routing, _ row: Int) -> TokenEvent.Routing? {
        guard let logits = routing.logits, let choice = routing.choice, let scores = routing.scores else { return nil }
        let (count, experts) = (choice.shape.rowLength, logits.shape.rowLength)
        let own = logits.withUnsafeBuffer { Array($0[row * experts..<(row + 1) * experts]) }
        let chosen = choice.values[row * count..<(row + 1) * count].map(Int.init)
        let others = own.indices.filter { !chosen.contains($0) }.map { own[$0] }
        let last = chosen.map { own.indices.contains($0) ? own[$0] : .nan }.reduce(Float.infinity) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }
        return TokenEvent.Routing(
            layer: layer, experts: chosen, logits: own,
            scores: scores.withUnsafeBuffer { Array($0[row * count..<(row + 1) * count]) }, margin: others.max().map { last - $0 })
    }

    private func attention(_ row: Int, _ attention: Attention) -> TokenEvent.Attention {
        let (rows, count) = (pass.tokens.count, attention.keys.shape.rowLength)
        return TokenEvent.Attention(layer: attention.layer, heads: (0..<attention.heads).map { head in
            let own = head * rows + row
            let links = (own * count..<(own + 1) * count).compactMap { place in
                let weight = attention.weights[flat: place]
                return weight == 0 ? nil : TokenEvent.Attention.Link(position: attention.firstKey + Int(attention.keys.values[place]), weight: weight)
            }
            return .init(entropy: attention.entropy[flat: own], strongest: links)
        })
    }

    private func candidates(_ row: Int, _ token: (Int32) -> TraceToken) -> [TokenEvent.Candidate]? {
        guard let top, row >= top.firstRow else { return nil }
        return TokenEvent.Candidate.list(top.ids, top.logits, top.probabilities, row: row - top.firstRow, token: token)
    }
}

extension TokenEvent.Candidate {
    /// The likeliest tokens of a row of logits.
    ///
    /// - Parameters:
    ///   - ids: [rows, few], and so the others
    public static func list(
        _ ids: Indices, _ logits: Tensor, _ probabilities: Tensor, row: Int, token: (Int32) -> TraceToken
    ) -> [Self] {
        let count = ids.shape.rowLength
        return (row * count..<(row + 1) * count).map { place in
            Self(token: token(ids.values[place]), logit: logits[flat: place], probability: probabilities[flat: place])
        }
    }
}
