import Tokenizer

enum PatchingCommand: DebuggerCommand {
    static let page = CommandPage(
        "patching", .comparing, "patching sweep CLEAN | CORRUPTED [| ANSWER]",
        summary: "Puts the clean prompt's residual stream into the corrupted one's run, each layer and position in turn, as a map.",
        details: """
            Both prompts must have as many tokens. ANSWER is the token that should return: a text that is one token (quotes keep its \
            blanks: ' red'), or what the model says behind the clean prompt. The number is the share of the difference of two \
            logits (the answer's less that of the corrupted prompt's answer) that returns. A prompt may be ids: ids 420 54 71. \
            What you step through stays as it is; rules hold for both runs. Ctrl-C keeps what is done.

            Example: patching sweep Mia: red. Tom: blue. Mia: | Mia: blue. Tom: red. Mia:
            """,
        operand: .words(["sweep"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let usage = "Give two prompts: patching sweep Mia: red. Tom: blue. Mia: | Mia: blue. Tom: red. Mia:"
        guard input.words.first == "sweep" else { throw Refusal(usage) }
        let parts = input.text.dropFirst("sweep".count).split(separator: "|", omittingEmptySubsequences: false).map(\.trimmingSpaces)
        guard (2...3).contains(parts.count), !parts.contains("") else { throw Refusal(usage) }
        let (clean, corrupted) = (try debugger.tokens(of: parts[0]), try debugger.tokens(of: parts[1]))
        let answer = parts.count == 3 ? try debugger.token(of: parts[2]) : nil
        let sweep = try ActivationPatching(debugger, clean: clean, corrupted: corrupted, answer: answer, input.world)
        return ActivationPatchingText(sweep, debugger).answer
    }
}

extension Debugger {
    /// A prompt's tokens: `ids 1 2 3`, or a text as behind `prompt`.
    func tokens(of text: String) throws(Refusal) -> [Int32] {
        var other = self
        if text.hasPrefix("ids "), let ids = try? TokenIDs.parse(String(text.dropFirst("ids ".count))), !ids.isEmpty {
            try other.begin(ids)
            return ids
        }
        let ids = try requiredTokenizer().encode(text, parsingSpecialTokens: true, addingBeginOfText: true)
        // Beginning checks the length.
        try other.begin(ids)
        return ids
    }

    /// One token: its id, or a text that is one.
    func token(of text: String) throws(Refusal) -> Int32 {
        if let id = Int32(text) {
            guard (0..<model.config.vocabularySize).contains(Int(id)) else { throw Refusal("The id \(id) is outside of the vocabulary.") }
            return id
        }
        let isQuoted = text.count >= 2 && text.first == text.last && (text.first == "'" || text.first == "\"")
        let inner = isQuoted ? String(text.dropFirst().dropLast()) : text
        let ids = try requiredTokenizer().encode(inner, parsingSpecialTokens: true, addingBeginOfText: false)
        guard ids.count == 1 else {
            throw Refusal("`\(text.shortened)` is \(ids.count.times("token")), and an answer is one.")
        }
        return ids[0]
    }
}
