import JSON
import Machine
import Tensors
import Views

enum TraceBackCommand: DebuggerCommand {
    static let page = CommandPage(
        "trace-back", aliases: ["traceback"], .asking, "trace-back NAME[ELEMENT] [DEPTH] [--top K]",
        summary: "Shows which inputs made a number: its largest terms, then theirs, down to tokens and weights.",
        details: """
            ELEMENT has an index for each axis; positions are absolute, and -1 is the last. The terms of a level add up to the number \
            above it, with a line for the rest. DEPTH counts levels where something is added up (2); norms, masks and softmax are \
            passed through. The K largest terms (3) are shown.

            Example: trace-back logits[-1, 88]
            Example: trace-back layers.1.attn.z[-1, 0] 3
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard let open = input.text.firstIndex(of: "["), let close = input.text[open...].firstIndex(of: "]") else {
            throw Refusal("Give one element of a value, with an index for each axis: trace-back logits[-1, 88]")
        }
        let name = input.text[..<open].trimmingSpaces
        let behind = CommandInput(
            command: input.command, text: input.text[input.text.index(after: close)...].trimmingSpaces, format: input.format, world: input.world)
        let options = try behind.options(["top"])
        guard options.words.count <= 1 else { throw Refusal("Behind the element stands one number, the depth. See `help trace-back`.") }
        let depth = try options.words.first.map { word throws(Refusal) in try word.number(in: 1...12, for: "DEPTH") } ?? 2
        let breadth = try options.values["top"].map { word throws(Refusal) in try word.number(in: 1...1000, for: "--top") } ?? 3
        let context = try debugger.context()
        let found = try refusing { try context.value(named: name) }
        let inner = String(input.text[input.text.index(after: open)..<close])
        let element = try refusing { try ElementReference(context).element(inner, of: found) }
        let trace = try refusing { try TraceBack(element, context.machine, depth: depth, breadth: breadth) }
        let reference = ElementReference(context)
        let marks = EditMark(context.walk)
        let outline = TraceOutline(name: { reference.name($0, mark: marks.mark($0.register)) }, remark: { [debugger] element in reference.token(element).map(debugger.name) })
        return Answer(outline.view(trace).text(debugger.style), json: json(trace, reference), pages: true)
    }

    private static func json(_ trace: TraceBack, _ reference: ElementReference) -> JSONValue {
        [
            "element": .string(reference.name(trace.breakdown.element)), "value": ValueJSON.number(trace.breakdown.value),
            "note": .string(trace.breakdown.note),
            "terms": .array(trace.branches.map { branch in
                [
                    "amount": ValueJSON.number(branch.term.amount),
                    "factors": .array(branch.term.factors.map { factor in
                        switch factor {
                        case .element(let element, let value): ["element": .string(reference.name(element)), "value": ValueJSON.number(value)]
                        case .weight(let name, let value): ["weight": .string(name), "value": ValueJSON.number(value)]
                        case .constant(let name, let value): ["constant": .string(name), "value": ValueJSON.number(value)]
                        }
                    }),
                    "from": .array(branch.nodes.map { json($0, reference) }),
                ]
            }),
            "rest_terms": .int(trace.restCount), "rest": ValueJSON.number(trace.restSum),
            "unexplained": ValueJSON.number(trace.breakdown.unexplained),
        ]
    }
}
