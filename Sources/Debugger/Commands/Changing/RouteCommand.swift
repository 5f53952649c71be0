import JSON

enum RouteCommand: DebuggerCommand {
    static let page = CommandPage(
        "route", .changing, "route LAYER TOKEN EXPERT", "route sweep LAYER TOKEN",
        summary: "Sends a token to another expert; `route sweep` tries all of them.",
        details: """
            TOKEN is a position; -1 is the last. The expert takes the place of the router's first choice, and its score is the sigmoid \
            of its own logit. `route` is a rule that holds until `unpatch`; a sweep changes nothing: it shows for each expert what \
            the next token would be, and how far the distribution would be from the one with the router's own choice (KL divergence in nats).

            Example: route 1 9 2
            Example: route sweep 1 -1
            """,
        operand: .words(["sweep"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        var words = input.words
        if words.first == "sweep" {
            guard words.count == 3 else { throw Refusal("Give a layer and a token's position: route sweep 1 -1") }
            let layer = try debugger.ruleParser.layer(words[1])
            try debugger.ruleParser.requireExperts(layer)
            let position = try debugger.position(words[2])
            let sweep = try RouteSweep(debugger, layer: layer, position: position, input.world)
            return RouteSweepText(sweep, debugger).answer
        }
        if words.count == 3, words[1].hasPrefix("-") || words[1].hasPrefix("−") { words[1] = String(try debugger.position(words[1])) }
        return try debugger.addRules("route " + words.joined(separator: " "), input.world)
    }
}

extension Debugger {
    /// A position that has a token; negative ones count from the end.
    func position(_ word: String) throws(Refusal) -> Int {
        let walk = try currentWalk
        let count = walk.ids.count + walk.pendingCount
        let number = try word.replacing("−", with: "-").number(in: -count...count - 1, for: "A token's position")
        return number < 0 ? count + number : number
    }
}
