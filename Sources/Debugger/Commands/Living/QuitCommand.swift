enum QuitCommand: DebuggerCommand {
    static let page = CommandPage(
        "quit", aliases: ["q", "exit"], .living, "quit [STATUS]",
        summary: "Ends the session, with an exit status if one is given.",
        details: """
            Example: quit 1
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        var answer = Answer("")
        answer.quitStatus = input.text.isEmpty ? 0 : Int32(try input.text.number(in: 0...255, for: "The exit status"))
        return answer
    }
}
