enum AblateCommand: DebuggerCommand {
    static let page = CommandPage(
        "ablate", .changing, "ablate head LAYER.HEAD", "ablate expert LAYER.EXPERT", "ablate shared LAYER", "ablate layer LAYER",
        summary: "Makes a part of the model say nothing: its output becomes zero, and nothing is rerouted.",
        details: """
            A head is its columns of z, an expert its rows of expert.out, a layer both of its additions to the residual stream. \
            `unpatch` brings it back.

            Example: ablate head 3.2
            """,
        operand: .words(["head", "expert", "shared", "layer"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addRules("ablate " + input.text, input.world)
    }
}
