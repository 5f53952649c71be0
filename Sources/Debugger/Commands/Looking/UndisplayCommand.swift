enum UndisplayCommand: DebuggerCommand {
    static let page = CommandPage(
        "undisplay", .looking, "undisplay [NUMBER …]",
        summary: "Ends displays: those numbers, or all.",
        details: """
            Example: undisplay 1
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !debugger.displays.displays.isEmpty else { throw Refusal("Nothing is displayed.") }
        let words = input.words
        guard !words.isEmpty else {
            debugger.displays.removeAll()
            return Answer("Nothing is displayed any more.")
        }
        for word in words {
            guard let number = Int(word), debugger.displays.displays.contains(where: { $0.number == number }) else {
                throw Refusal("There is no display `\(word.shortened)`. `info display` lists them.")
            }
            debugger.displays.remove(number)
        }
        return Answer("Ended.")
    }
}
