enum PatchCommand: DebuggerCommand {
    static let page = CommandPage(
        "patch", .changing, "patch NAME[SLICE] = zero | mean | noise SIGMA SEED | scale S | NUMBER | from SNAPSHOT|TRACE",
        summary: "Changes a value wherever and whenever it is computed, until `unpatch`.",
        details: """
            NAME is a whole name, an ending (attn.z: that of every layer) or a glob. On axes of positions numbers are absolute: \
            [17] is position 17, in whichever pass holds it; [-1] is the last of each pass. A value that is made of heads takes one \
            index more. `mean` is the mean over the positions of the pass; noise is Gaussian, and the same seed gives the same; \
            `from 1` takes the numbers of snapshot 1, `from run.json` those of a recording that has them in full (llamastep trace \
            --level all, or --select), position by position. What has been run so far is run again with the rule.

            Example: patch layers.3.attn.z[:, 2, :] = zero
            Example: patch layers.1.resid_post[-1] = noise 0.1 7
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { return RulesText(debugger, patchesOnly: true).answer }
        return try debugger.addRules("patch " + input.text, input.world)
    }
}
