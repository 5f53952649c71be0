enum SourceCommand: DebuggerCommand {
    static let page = CommandPage(
        "source", .living, "source FILE",
        summary: "Carries out the lines of a file.",
        details: """
            Lines that begin with # are comments. It ends at the first line that is refused.

            Example: source steps.txt
            """,
        operand: .file)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Which file? source steps.txt") }
        let text = try refusing { try input.world.readFile(input.text) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let reply = debugger.carryOut(lines, calledBy: input.text, input.world)
        if reply.isRefused { throw Refusal(reply.text) }
        var answer = Answer(reply.text, pages: reply.pages)
        if case .quit(let status) = reply.kind { answer.quitStatus = status }
        return answer
    }
}
