import JSON
import Llama4
import Tokenizer

enum GenerateCommand: DebuggerCommand {
    static let page = CommandPage(
        "generate", aliases: ["gen"], .generating, "generate [COUNT]",
        summary: "Chooses tokens one after the other and shows their text at once; then step on.",
        details: """
            COUNT is 32 if nothing is said. A stop token, a breakpoint or Ctrl-C ends it. The last token has been chosen, and its \
            pass is about to begin.

            Example: generate 12
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let count = input.text.isEmpty ? 32 : try input.count()
        var decoder = debugger.model.tokenizer.map { StreamingDecoder($0) }
        var chosen: [Int32] = []
        var endsLine = true
        func emit(_ text: String) {
            guard let last = text.last else { return }
            endsLine = last.isNewline
            input.world.emit(text)
        }
        let walk = try debugger.currentWalk
        let begun = walk.passIndex
        let policy = BeginningPass(pass: begun + walk.pendingPassCount + count)
        let motion = try debugger.move(.forwards, policy, world: input.world) { pass in
            guard case .sampled(let choice) = pass.origin else { return }
            chosen.append(choice.id)
            if decoder != nil { emit(decoder?.append(choice.id) ?? "") } else { emit("\(choice.id) ") }
        }
        emit(decoder?.finish() ?? "")
        if !endsLine { input.world.emit("\n") }
        var shown = motion
        // The text has been shown; what was chosen need not be told again.
        shown.notes = []
        var answer = try debugger.tell(shown, input.world)
        let passes = try debugger.currentWalk.passIndex - begun
        answer.text = "\(chosen.count.times("token")) chosen, \(passes.times("pass")).\n" + answer.text
        answer.json = ["ids": .array(chosen.map { .int(Int($0)) }), "state": debugger.stateJSON]
        return answer
    }
}
