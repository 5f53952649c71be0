enum IdsCommand: DebuggerCommand {
    static let page = CommandPage(
        "ids", .moving, "ids ID …",
        summary: "Sets the input as token ids, with blanks or commas between them.",
        details: """
            Nothing is added: give the id of <|begin_of_text|> yourself where it belongs.

            Example: ids 420, 54, 71
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let ids = try TokenIDs.parse(input.text)
        guard !ids.isEmpty else { throw Refusal("Give the ids: ids 420 54 71") }
        return try debugger.beginAndTell(ids)
    }
}
