import JSON
import Machine
import Tokenizer
import Views

/// Beginning with a text.
extension Debugger {
    func requiredTokenizer() throws(Refusal) -> Tokenizer {
        guard let tokenizer = model.tokenizer else {
            throw Refusal("The checkpoint has no tokenizer.json or tokenizer.model. Give token ids: ids 1 2 3")
        }
        return tokenizer
    }

    /// Takes tokens as the input and begins the first pass. Nothing runs yet.
    mutating func begin(_ ids: [Int32]) throws(Refusal) {
        if let recording {
            walk = try refusing { try Walk(recording) }
            return
        }
        guard !ids.isEmpty else { throw Refusal("There are no tokens in that.") }
        let vocabulary = model.config.vocabularySize
        if let wrong = ids.first(where: { Int($0) >= vocabulary }) {
            throw Refusal("The id \(wrong) is outside of the vocabulary, which has ids 0 to \(vocabulary - 1).")
        }
        guard ids.count <= model.config.maximumPositions else {
            throw Refusal("That is \(ids.count) tokens, and the model was made for \(model.config.maximumPositions) positions.")
        }
        let sampling = walk?.sampler.settings ?? settings.sampling
        baseline = nil
        walk = try refusing {
            try Walk(
                model, program, input: ids, sampling: sampling, retentionBudget: settings.retentionBudget,
                patches: rules.machinePatches)
        }
    }

    mutating func beginAndTell(_ ids: [Int32]) throws(Refusal) -> Answer {
        try begin(ids)
        let walk = try currentWalk
        let count = program.instructions.count
        let first = walk.machine.ids.count
        var lines: [String] = []
        if first == ids.count {
            lines.append("\(ids.count.times("token")) in one pass of \(count) instructions. Nothing has run yet.")
        } else {
            lines.append(
                "\(ids.count) tokens in several passes, the first one of \(first): in one, the values would not fit "
                    + "into \(Quantity.bytes(settings.retentionBudget)). Nothing has run yet.")
        }
        lines += try stateLines() + displayChanges()
        return Answer(lines.joined(separator: "\n"), json: ["tokens": .array(ids.map { .int(Int($0)) }), "state": stateJSON])
    }
}
