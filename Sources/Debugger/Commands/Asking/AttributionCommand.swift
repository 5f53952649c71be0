import JSON
import Views

enum AttributionCommand: DebuggerCommand {
    static let page = CommandPage(
        "attribution", aliases: ["dla"], .asking, "attribution [TOKEN [AGAINST]] [--pos P] [--heads] [--top K]",
        summary: "Shows which layers, heads and experts push a token's logit up or down.",
        details: """
            Each part's direct contribution through the final norm, whose scale is taken as measured: the parts add up to the logit. \
            A TOKEN is a text in quotes or an id, else it is the likeliest one; with a second one it is the difference of both \
            logits. --heads tells attention apart by heads. The K largest (20) are shown.

            Example: attribution --heads
            Example: attribution 71 54 --pos 3
            """,
        operand: .words(["--heads", "--pos", "--top"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let asked = try input.options(["pos", "top"], flags: ["heads"])
        guard asked.words.count <= 2 else { throw Refusal("`attribution` takes a token, or two to compare. Quote a text that has blanks: ' blue'") }
        let machine = try debugger.currentWalk.machine
        let row = try asked.row(of: machine)
        let count = try asked.count("top", otherwise: 20)
        var ids: [Int32] = []
        for word in asked.typed { ids.append(try TokenArgument.id(word, debugger.model)) }
        let distribution = try debugger.distribution(machine, row: row)
        guard let token = ids.first ?? distribution.top(1).first?.id else { throw Refusal("There are no tokens to ask about.") }
        let (head, splitsHeads) = (try debugger.program.outputHead, asked.has("heads"))
        let attribution = try refusing {
            try DirectAttribution(machine, head: head, token: token, against: ids.count > 1 ? ids[1] : nil, row: row, splitsHeads: splitsHeads)
        }
        let what = debugger.name(token) + (attribution.against.map { " rather than \(debugger.name($0))" } ?? "")
        return Answer(
            debugger.heading("why \(what) after \(debugger.positionText(row, machine))") + view(attribution, count).text(debugger.style),
            json: json(attribution, position: machine.firstPosition + row), pages: true)
    }

    /// The largest parts, the rest in one line, and what all of them come to.
    private static func view(_ attribution: DirectAttribution, _ count: Int) -> ContributionView {
        let sorted = attribution.parts.sorted { abs($0.amount) > abs($1.amount) }
        var parts = sorted.prefix(count).map { ContributionView.Part(name: $0.label, amount: $0.amount) }
        let rest = sorted.dropFirst(count)
        if !rest.isEmpty {
            parts.append(.init(name: "\(rest.count.times("smaller part"))", amount: rest.reduce(0) { $0 + $1.amount }, isRest: true))
        }
        return ContributionView(
            parts, totals: [
                .init(name: "sum of all parts", amount: attribution.sum),
                .init(name: attribution.against == nil ? "the logit" : "the logits' difference", amount: attribution.logit),
            ], title: "logit")
    }

    private static func json(_ attribution: DirectAttribution, position: Int) -> JSONValue {
        [
            "token": .int(Int(attribution.token)), "against": attribution.against.map { .int(Int($0)) } ?? .null, "position": .int(position),
            "logit": ValueJSON.number(attribution.logit), "sum": ValueJSON.number(attribution.sum), "scale": ValueJSON.number(attribution.scale),
            "parts": .array(attribution.parts.map { part in
                var members: [(String, JSONValue)] = [
                    ("part", .string(part.label)), ("name", .string(part.name)), ("kind", .string(part.word)),
                    ("layer", part.layer.map { .int($0) } ?? .null), ("amount", ValueJSON.number(part.amount)),
                ]
                switch part.kind {
                case .head(let head): members.append(("head", .int(head)))
                case .expert(let expert, let choice): members += [("expert", .int(expert)), ("choice", .int(choice))]
                default: break
                }
                return .object(JSONObject(pairs: members))
            }),
        ]
    }
}
