enum IdsCommand: DebuggerCommand {
    static let page = CommandPage(
        "ids", .moving, "ids ID …",
        summary: "Sets the input as token ids, with blanks or commas between them.",
        details: """
            Nothing is added: give the id of <|begin_of_text|> yourself where it belongs.

            Example: ids 420, 54, 71
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.text.split { $0.isWhitespace || $0 == "," || $0 == "[" || $0 == "]" }.map(String.init)
        guard !words.isEmpty else { throw Refusal("Give the ids: ids 420 54 71") }
        var ids: [Int32] = []
        for word in words {
            guard let id = Int32(word), id >= 0 else { throw Refusal("`\(word.shortened)` is no token id. Give whole numbers: ids 420 54 71") }
            ids.append(id)
        }
        return try debugger.beginAndTell(ids)
    }
}
