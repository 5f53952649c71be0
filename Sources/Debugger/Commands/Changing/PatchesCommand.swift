enum PatchesCommand: DebuggerCommand {
    static let page = CommandPage(
        "patches", .changing, "patches",
        summary: "Lists the patches, ablations and forced routes; `rules` lists the knobs too.",
        details: """
            A patch that finds no value in the program is inactive. `info patches` is the same.

            Example: patches
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try input.expectNothing()
        return RulesText(debugger, patchesOnly: true).answer
    }
}
