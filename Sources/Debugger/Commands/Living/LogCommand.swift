enum LogCommand: DebuggerCommand {
    static let page = CommandPage(
        "log", .living, "log FILE", "log off",
        summary: "Writes everything that is typed and answered to a file as well.",
        details: """
            It is appended to what the file holds. `log` alone tells where it goes.

            Example: log session.txt
            """,
        operand: .file)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if input.text.isEmpty { return Answer(debugger.logPath.map { "The log goes to \($0)." } ?? "Nothing is logged. `log FILE` begins.") }
        if input.text == "off" {
            guard let path = debugger.logPath else { throw Refusal("Nothing is logged.") }
            debugger.logPath = nil
            return Answer("No more is written to \(path).")
        }
        let path = input.text
        try refusing { try input.world.writeFile(path, "", true) }
        debugger.logPath = path
        return Answer("Everything is written to \(path) too.")
    }
}
