import Llama4
import Machine

enum CompareCommand: DebuggerCommand {
    static let page = CommandPage(
        "compare", .comparing, "compare [--tokens N]", "compare prompts TEXT", "compare model NAME",
        summary: "Shows what the changes do: next token, continuation, first value that differs, router flips.",
        details: """
            The baseline is the model as its checkpoint has it, over the same tokens; the changed run has the rules and what was set by \
            hand. Both are run to the end of the prompt in copies: you stay where you are. KL is that of the baseline's distribution to \
            the changed one's. N (12) tokens are continued greedily. `compare prompts` puts another text beside this one, \
            `compare model` another checkpoint.

            Example: compare
            Example: compare prompts The sun was cold and the wind was hard.
            """,
        operand: .words(["prompts", "model"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        let rest = input.text.dropFirst(words.first?.count ?? 0).trimmingSpaces
        switch words.first {
        case "prompts", "prompt":
            guard !rest.isEmpty else { throw Refusal("Give the other text: compare prompts The wind was warm.") }
            return try debugger.comparePrompts(rest, input.world)
        case "model":
            guard !rest.isEmpty else { throw Refusal("Give the other model as on the command line: compare model pocket-maverick") }
            return try debugger.compareModel(rest, input.world)
        default:
            let options = try input.options(["tokens"])
            guard options.words.isEmpty else { throw Refusal("`compare` takes nothing, `prompts TEXT` or `model NAME`. See `help compare`.") }
            let count = try options.values["tokens"].map { value throws(Refusal) in try value.number(in: 0...10_000, for: "--tokens") } ?? 12
            return try debugger.compareWithBaseline(count, input.world)
        }
    }
}

extension Debugger {
    private static var continued: Int { 12 }

    /// The walk with its prompt finished.
    func finishedWalk(_ world: World) throws(Refusal) -> Walk {
        var walk = try currentWalk
        walk.heedsStopTokens = stopsAtStopTokens
        try walk.finishPrompt(world)
        return walk
    }

    /// The model as its checkpoint has it beside the one that the rules make of it.
    mutating func comparisonWithBaseline(continuing count: Int, _ world: World) throws(Refusal) -> Comparison {
        let changed = try finishedWalk(world)
        var baseline = try self.baseline(of: changed, world)
        let continued = try baseline.continuation(count, world)
        let comparison = try Comparison(baseline.walk, changed, continuing: count, from: continued, world)
        self.baseline = baseline.isSmall(settings.retentionBudget) ? baseline : nil
        return comparison
    }

    mutating func compareWithBaseline(_ count: Int, _ world: World) throws(Refusal) -> Answer {
        let comparison = try comparisonWithBaseline(continuing: count, world)
        var answer = ComparisonText(comparison, self, ids: try finishedWalk(world).ids).answer
        if comparison.isEqual, rules.isEmpty, walk?.machine.hasEdits == false {
            answer.text += "\nThere are no rules, and nothing was set by hand."
        }
        return answer
    }

    func comparePrompts(_ text: String, _ world: World) throws(Refusal) -> Answer {
        let ids = try requiredTokenizer().encode(text, parsingSpecialTokens: true, addingBeginOfText: true)
        let this = try finishedWalk(world)
        var other = self
        try other.begin(ids)
        let that = try other.finishedWalk(world)
        let comparison = try Comparison(this, that, continuing: Self.continued, world)
        return ComparisonText(comparison, self, titles: ("this prompt", "the other"), ids: that.ids).answer
    }

    func compareModel(_ name: String, _ world: World) throws(Refusal) -> Answer {
        let this = try finishedWalk(world)
        let model = try refusing { try world.openModel(name) }
        guard let largest = this.ids.max(), Int(largest) < model.config.vocabularySize else {
            throw Refusal("\(name) has a vocabulary of \(model.config.vocabularySize), too small for these tokens.")
        }
        guard this.pictures == nil else { throw Refusal("With pictures in the prompt, models can't be compared yet: they may cut them differently.") }
        let that = try this.replayed(on: model, model.program(logits: .all), patches: [], retentionBudget: settings.retentionBudget, world)
        let comparison = try Comparison(this, that, continuing: Self.continued, world)
        return ComparisonText(comparison, self, titles: ("this model", name), ids: this.ids).answer
    }
}
