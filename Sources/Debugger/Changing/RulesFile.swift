import JSON

/// Rules in a small JSON file:
///
///     {"format": "llamastep rules", "version": 1, "rules": ["shrink chunk=8", "patch layers.3.attn.z = zero"]}
///
/// Each is a line as it would be typed, so a file can be read and written by hand.
enum RulesFile {
    private static let format = "llamastep rules"
    private static let version = 1
    /// More than anybody would write.
    private static let mostRules = 10_000

    static func text(_ rules: [Rule]) -> String {
        let document: JSONValue = [
            "format": .string(format), "version": .int(version), "rules": .array(rules.map { .string($0.source) }),
        ]
        return document.text(.pretty()) + "\n"
    }

    /// The lines of a file.
    ///
    /// - Parameter path: for messages
    static func lines(_ text: String, path: String) throws(Refusal) -> [String] {
        let document: JSONValue
        do { document = try JSONValue(parsing: text) } catch { throw Refusal("\(path) is no JSON: \(error)") }
        guard let object = document.object, object["format"]?.string == format else {
            throw Refusal("\(path) is no file of rules: it should be an object with \"format\": \"\(format)\".")
        }
        guard object["version"]?.int == version else {
            throw Refusal("\(path) has version \(object["version"]?.description ?? "none"), and this program reads version \(version).")
        }
        guard let rules = object["rules"]?.array, rules.count <= mostRules else {
            throw Refusal("\(path) has no \"rules\", which should be an array of lines such as \"shrink chunk=8\".")
        }
        var lines: [String] = []
        for (place, rule) in rules.enumerated() {
            guard let line = rule.string else { throw Refusal("\(path), rule \(place + 1) should be a line such as \"shrink chunk=8\", and is \(rule.typeName).") }
            lines.append(line)
        }
        return lines
    }
}

extension Debugger {
    func saveRules(_ path: String, _ world: World) throws(Refusal) -> Answer {
        guard !rules.isEmpty else { throw Refusal("There are no rules to save.") }
        for entry in rules.entries {
            guard case .patch(let patch) = entry.rule, case .snapshot = patch.change else { continue }
            throw Refusal("Rule \(entry.number) takes its values from a snapshot, which a file of rules can't hold. `unpatch \(entry.number)` first.")
        }
        try refusing { try world.writeFile(path, RulesFile.text(rules.entries.map(\.rule)), false) }
        return Answer("\(rules.entries.count.times("rule")) in \(path). `rules load \(path)` brings \(rules.entries.count == 1 ? "it" : "them") back.", json: ["file": .string(path), "count": .int(rules.entries.count)])
    }

    /// Takes a file's rules in place of those that hold. If one is wrong, none of them counts.
    mutating func loadRules(_ path: String, _ world: World) throws(Refusal) -> Answer {
        let text = try refusing { try world.readFile(path) }
        var list = RuleList()
        // Names are those of the model as it is: a rule may find nothing once others have changed the program.
        let parser = RuleParser(config: originalModel.config, resolver: NameResolver(originalModel.program(logits: .all)))
        for (place, line) in try RulesFile.lines(text, path: path).enumerated() {
            do throws(Refusal) {
                for rule in try parser.rules(line) {
                    if case .patch(let patch) = rule, case .snapshot = patch.change {
                        throw Refusal("A snapshot belongs to a session, not to a file.")
                    }
                    _ = list.add(rule, from: try keptValues(for: rule, world))
                }
            } catch {
                throw Refusal("\(path), rule \(place + 1) (`\(line.shortened)`): \(error.description)")
            }
        }
        let outcome = try recompile(list, world)
        let inactive = list.entries.filter { !$0.rule.isKnob && $0.boundNames(in: program).isEmpty }.map { String($0.number) }
        var lines = ["\(list.entries.count.times("rule")) from \(path).", outcome.text]
        if !inactive.isEmpty { lines.append("Inactive, because they find nothing: \(inactive.joined(separator: ", ")).") }
        return Answer(lines.filter { !$0.isEmpty }.joined(separator: " ") + "\n" + RulesText(self).answer.text, json: RulesText(self).json)
    }
}
