import JSON
import Tensors
import Views

enum ResidualCommand: DebuggerCommand {
    static let page = CommandPage(
        "residual", aliases: ["resid"], .looking, "residual [POSITION]",
        summary: "Shows how the residual stream grows from layer to layer.",
        details: """
            Without a POSITION it is the mean of the norms of all rows.

            Example: residual 4
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let (first, count) = (walk.machine.firstPosition, walk.machine.ids.count)
        let row = input.text.isEmpty ? nil : try input.text.number(in: first...first + count - 1, for: "A position of this pass") - first
        let marks = EditMark(walk)
        var values: [(name: String, tensor: Tensor)] = []
        for instruction in debugger.program.instructions[..<walk.machine.pc] {
            let ending = instruction.name.split(separator: ".").last ?? ""
            guard ["embed", "resid_mid", "resid_post"].contains(ending) else { continue }
            values.append((instruction.name + marks.mark(instruction.result), try refusing { try walk.machine.value(of: instruction.result).tensor }))
        }
        guard !values.isEmpty else { throw Refusal("There is no residual stream yet; `step` over embed first.") }
        let view = ResidualView(values, row: row)
        return Answer(view.text(debugger.style), json: .array(view.entries.map { ["name": .string($0.name), "norm": ValueJSON.number($0.norm)] }), pages: true)
    }
}
