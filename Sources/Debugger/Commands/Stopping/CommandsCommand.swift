enum CommandsCommand: DebuggerCommand {
    static let page = CommandPage(
        "commands", .stopping, "commands [NUMBER]",
        summary: "Takes lines, until `end`, that are carried out whenever the breakpoint stops.",
        details: """
            Without a NUMBER it is the newest breakpoint. No lines before `end` takes them away.

            Example:
              commands 1
              print router_logits[-1]
              end
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard input.words.count <= 1 else { throw Refusal("`commands` takes one number. The lines follow, until `end`.") }
        let point = try debugger.stopPoint(input.words.first, for: input.command)
        debugger.block = CommandBlock(purpose: .commands(point.number))
        // A file needs no invitation.
        guard debugger.nesting == 0 else { return Answer("") }
        return Answer("Type the lines for \(point.kindName.lowercased()) \(point.number), and `end` behind the last one.")
    }
}
