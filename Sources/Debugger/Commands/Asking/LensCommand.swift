import JSON
import Machine
import Views

enum LensCommand: DebuggerCommand {
    static let page = CommandPage(
        "lens", .asking, "lens [NAME|LAYER] [--top K] [--pos P]", "lens [NAME|LAYER] --all",
        summary: "Shows what the residual stream would predict if the model ended there, value by value.",
        details: """
            The final norm and the output head, as the program has them, applied to the embedding and to the end of each layer; or \
            to what NAME fits (resid_mid, a glob) or LAYER reads and writes. It is the last position unless P says otherwise; \
            --all shows the likeliest token of every position, layer by layer. Where the pass is complete, the last column follows \
            the token it ends with.

            Example: lens
            Example: lens resid_mid --all
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let asked = try input.options(["top", "pos"], flags: ["all"])
        guard asked.words.count <= 1 else { throw Refusal("`lens` takes one name or layer. See `help lens`.") }
        if debugger.recording != nil { return try debugger.recordedLens(asked) }
        let machine = try debugger.currentWalk.machine
        let head = try debugger.program.outputHead
        let registers = try Self.registers(asked.words.first, debugger)
        let lens = try refusing { try LogitLens(machine, head: head, registers: registers) }
        guard !lens.subjects.isEmpty else {
            throw Refusal(asked.words.isEmpty
                ? "There is no residual stream yet; `step` over embed first."
                : "None of these has been computed yet, or none is as wide as the residual stream (\(head.width)).")
        }
        if asked.has("all") {
            guard asked.value("pos") == nil else { throw Refusal("--all is all positions; leave --pos out.") }
            return try map(lens, machine, debugger)
        }
        let row = try asked.row(of: machine)
        return try list(lens, row, try asked.count("top", otherwise: 3, most: 1000), machine, debugger)
    }

    private static func registers(_ word: String?, _ debugger: Debugger) throws(Refusal) -> [Register] {
        guard let word else { return LogitLens.stream(of: debugger.program) }
        if Int(word) != nil {
            let layer = try CommandInput.layer(word, of: debugger)
            let before = layer == 0 ? "embed" : "layers.\(layer - 1).resid_post"
            return [before, "layers.\(layer).resid_mid", "layers.\(layer).resid_post"].compactMap(debugger.program.register(named:))
        }
        return try debugger.resolver.location(word).pcs.map { debugger.program.instructions[$0].result }
    }

    // MARK: One position

    private static func list(
        _ lens: LogitLens, _ row: Int, _ count: Int, _ machine: Machine, _ debugger: Debugger
    ) throws(Refusal) -> Answer {
        let distributions = try refusing { try lens.distributions(row: row) }
        // What the pass itself has come to, where it has.
        let answer = (try? debugger.distribution(machine, row: row))?.top(1).first?.id
        let marks = try EditMark(debugger.currentWalk)
        func marked(_ name: String) -> String { name + (debugger.program.register(named: name).map(marks.mark) ?? "") }
        let rows = zip(lens.subjects, distributions).map { subject, distribution in
            LensView.Row(
                name: marked(subject.name),
                tokens: distribution.top(count).map { .init(label: debugger.name($0.id), probability: $0.probability) },
                entropy: distribution.entropy, followed: answer.map(distribution.probability))
        }
        let view = LensView(rows, followedLabel: answer.map(debugger.name))
        let json: [JSONValue] = zip(lens.subjects, distributions).map { subject, distribution in
            ["name": .string(subject.name), "entropy": ValueJSON.number(distribution.entropy), "top": .array(distribution.top(count).map(debugger.json))]
        }
        return Answer(
            debugger.heading("after \(debugger.positionText(row, machine)), if the model ended there") + view.text(debugger.style),
            json: ["position": .int(machine.firstPosition + row), "values": .array(json)], pages: true)
    }

    // MARK: All positions

    private static func map(_ lens: LogitLens, _ machine: Machine, _ debugger: Debugger) throws(Refusal) -> Answer {
        let top = try refusing { try lens.topTokens() }
        let names = lens.subjects.map(\.name)
        // `layers.3.resid_post` is layer 3; with other values the ending says which.
        let isStream = names.allSatisfy { $0 == "embed" || $0.hasSuffix(".resid_post") }
        let titles = names.map { name in
            guard let layer = ProgramScopes.layer(of: name) else { return name }
            let ending = name.split(separator: ".").last.map { $0.replacing("resid_", with: "") } ?? ""
            return isStream ? "\(layer)" : "\(layer) \(ending)"
        }
        let map = LensMap(
            titles: titles, cells: top.map { $0.map { debugger.name($0.id) } }, probabilities: top.map { $0.map(\.probability) },
            labels: debugger.labelTexts, firstPosition: machine.firstPosition)
        return Answer(
            debugger.heading("the likeliest next token after each position, if the model ended with that layer") + map.text(debugger.style)
                + debugger.markNote { names.contains($0) },
            json: [
                "first_position": .int(machine.firstPosition), "names": .array(names.map { .string($0) }),
                "top": .array(top.map { .array($0.map(debugger.json)) }),
            ], pages: true)
    }
}
