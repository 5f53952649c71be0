enum IgnoreCommand: DebuggerCommand {
    static let page = CommandPage(
        "ignore", .stopping, "ignore NUMBER COUNT",
        summary: "Lets a breakpoint pass COUNT times before it stops.",
        details: """
            Example: ignore 1 3
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        guard words.count == 2 else { throw Refusal("Give the breakpoint's number and how often it is passed over: ignore 1 3") }
        let point = try debugger.stopPoint(words[0], for: input.command)
        let count = try words[1].number(in: 0...1_000_000_000, for: "The count")
        _ = debugger.stops.update(point.number) { $0.ignoreCount = count }
        return Answer("\(point.kindName) \(point.number) will be passed over \(count.times("time")).")
    }
}
