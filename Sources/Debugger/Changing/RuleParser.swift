import Llama4
import Machine

/// Reads rules as they are typed and as files hold them, and refuses what makes no sense for the model.
struct RuleParser {
    /// What the checkpoint says.
    let config: Config
    /// The names of the program at hand.
    let resolver: NameResolver

    /// The rules of a line. `shrink chunk=4 floor=2` is two.
    func rules(_ line: String) throws(Refusal) -> [Rule] {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        let rest = Array(words.dropFirst())
        switch words.first {
        case "patch": return [.patch(try patch(line.trimmingSpaces.dropFirst("patch".count).trimmingSpaces))]
        case "ablate": return [.ablation(try ablation(rest))]
        case "route": return [try route(rest)]
        case "shrink": return try shrink(rest).map { .knob($0) }
        case "nope": return [.knob(try nope(rest))]
        case "rope": return [.knob(try rope(rest))]
        case "temperature": return [.knob(.temperatureTuning(try isOn(rest, "temperature off")))]
        case "qknorm": return [.knob(.qkNorm(try isOn(rest, "qknorm off")))]
        case "router": return [.knob(try router(rest))]
        default: throw Refusal("`\(line.shortened)` is no rule. Rules begin with patch, ablate, route, shrink, nope, rope, temperature, qknorm or router.")
        }
    }

    // MARK: Knobs

    private func shrink(_ words: [String]) throws(Refusal) -> [ModelRule] {
        var rules: [ModelRule] = []
        for word in words {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw Refusal("Write it so: shrink chunk=4 floor=2") }
            let number = try parts[1].number(in: 1...1 << 40, for: parts[0] == "chunk" ? "A chunk" : "The floor")
            switch parts[0] {
            case "chunk":
                guard config.layers.contains(where: { $0.chunk != nil }) else { throw Refusal("No layer of this model is chunked.") }
                rules.append(.chunk(number))
            case "floor": rules.append(.temperatureFloor(number))
            default: throw Refusal("`shrink` knows chunk and floor, not `\(parts[0].shortened)`: shrink chunk=4 floor=2")
            }
        }
        guard !rules.isEmpty else { throw Refusal("Shrink what? shrink chunk=4 floor=2") }
        return rules
    }

    private func nope(_ words: [String]) throws(Refusal) -> ModelRule {
        guard words.count == 2 else { throw Refusal("Give a layer and on or off: nope 3 off") }
        let layer = try layer(words[0])
        let nopes = config.layers.filter { !$0.usesRope }.map { String($0.index) }
        guard !config.layers[layer].usesRope else {
            throw Refusal("Layer \(layer) is no NoPE layer. " + (nopes.isEmpty ? "The model has none." : "NoPE layers: \(nopes.joined(separator: ", "))."))
        }
        guard config.attentionChunkSize != nil else { throw Refusal("The model has no chunk size that the layer could take.") }
        return .fullAttention(layer: layer, try isOn([words[1]], "nope \(layer) off"))
    }

    private func rope(_ words: [String]) throws(Refusal) -> ModelRule {
        guard words.count == 2 else { throw Refusal("Give a layer and on or off: rope 0 off") }
        let layer = try layer(words[0])
        return .rotation(layer: layer, try isOn([words[1]], "rope \(layer) off"))
    }

    private func router(_ words: [String]) throws(Refusal) -> ModelRule {
        guard words.count == 1, let score = ModelRule.RouterScore(rawValue: words[0]) else {
            throw Refusal("A router's scores are softmax or sigmoid: router softmax")
        }
        guard config.layers.contains(where: { $0.feedForward == .mixtureOfExperts }) else { throw Refusal("No layer of this model has a router.") }
        return .routerScore(score)
    }

    private func isOn(_ words: [String], _ example: String) throws(Refusal) -> Bool {
        guard words.count == 1, ["on", "off"].contains(words[0]) else { throw Refusal("Give on or off: \(example)") }
        return words[0] == "on"
    }

    func layer(_ word: String) throws(Refusal) -> Int {
        guard let layer = Int(word), config.layers.indices.contains(layer) else {
            throw Refusal("There is no layer `\(word.shortened)`: the model has layers 0 to \(config.layerCount - 1).")
        }
        return layer
    }

    // MARK: Parts of the model

    private func ablation(_ words: [String]) throws(Refusal) -> Ablation {
        let usage = "Ablate a head (head 3.2: layer 3, head 2), an expert (expert 1.0), a shared expert (shared 1) or a layer (layer 2)."
        guard words.count == 2 else { throw Refusal(usage) }
        let numbers = words[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let layer = try layer(numbers.first ?? "")
        switch (words[0], numbers.count) {
        case ("layer", 1): return .layer(layer)
        case ("shared", 1):
            try requireExperts(layer)
            return .shared(layer: layer)
        case ("head", 2):
            return .head(layer: layer, head: try numbers[1].number(in: 0...config.headCount - 1, for: "A head"))
        case ("expert", 2):
            try requireExperts(layer)
            return .expert(layer: layer, expert: try numbers[1].number(in: 0...config.expertCount - 1, for: "An expert"))
        default: throw Refusal(usage)
        }
    }

    private func route(_ words: [String]) throws(Refusal) -> Rule {
        guard words.count == 3 else { throw Refusal("Give a layer, a token's position and an expert: route 1 9 2") }
        let layer = try layer(words[0])
        try requireExperts(layer)
        return .route(
            layer: layer, position: try words[1].number(in: 0...config.maximumPositions - 1, for: "A position"),
            expert: try words[2].number(in: 0...config.expertCount - 1, for: "An expert"))
    }

    /// Refuses a dense layer.
    func requireExperts(_ layer: Int) throws(Refusal) {
        guard config.layers[layer].feedForward == .mixtureOfExperts else {
            let mixtures = config.layers.filter { $0.feedForward == .mixtureOfExperts }.map { String($0.index) }
            throw Refusal("Layer \(layer) is dense: it has no experts. " + (mixtures.isEmpty ? "No layer has any." : "Layers with experts: \(mixtures.joined(separator: ", "))."))
        }
    }

    // MARK: Patches

    private func patch(_ text: String) throws(Refusal) -> PatchRule {
        guard let border = text.firstIndex(of: "=") else {
            throw Refusal("Write it so: patch layers.3.attn.z[:, 2, :] = zero")
        }
        let place = text[..<border].trimmingSpaces
        let name = place.prefix { $0 != "[" }.trimmingSpaces
        let bracket = place.dropFirst(place.prefix { $0 != "[" }.count)
        guard bracket.isEmpty || bracket.hasSuffix("]") else { throw Refusal("The bracket of `\(place.shortened)` is not closed.") }
        let slice = bracket.isEmpty ? PatchSlice.all : try PatchSlice(String(bracket.dropFirst().dropLast()))
        let rule = PatchRule(
            target: try target(name), slice: slice, change: try PatchChange(parsing: text[text.index(after: border)...].trimmingSpaces))
        try checkKinds(rule)
        return rule
    }

    /// A glob over whole names: `attn.z` means that of every layer.
    private func target(_ name: String) throws(Refusal) -> String {
        guard !name.isEmpty else { throw Refusal("Patch what? For example: patch layers.3.attn.z[:, 2, :] = zero") }
        let program = resolver.program
        if name.contains(where: { $0 == "*" || $0 == "?" }) {
            let (whole, ending) = (NamePattern(name), NamePattern("**." + name))
            let isEnding = !program.instructions.contains { whole.matches($0.name) } && program.instructions.contains { ending.matches($0.name) }
            return isEnding ? ending.description : name
        }
        if program.instruction(named: name) != nil { return name }
        let registers = try refusing { try resolver.registers(named: name) }
        let names = registers.compactMap { program.instruction(writing: $0)?.name }
        guard let first = names.first else { throw Refusal("\(name) comes in from outside; a patch changes what is computed. Try embed.") }
        if names.count == 1 { return first }
        // All of them end alike: in the typed word, or in what it is another tool's word for.
        let ending = names.allSatisfy { NameResolver.matches($0, name) } ? name : first.split(separator: ".").dropFirst(2).joined(separator: ".")
        return "**." + ending
    }

    private func checkKinds(_ rule: PatchRule) throws(Refusal) {
        let pattern = NamePattern(rule.target)
        for instruction in resolver.program.instructions where pattern.matches(instruction.name) {
            switch instruction.mnemonic {
            case "causal_mask", "chunked_mask":
                throw Refusal("\(instruction.name) is a rule, not numbers. Patch masked_scores or pattern, or turn a knob: shrink, nope.")
            case "append_cache": throw Refusal("\(instruction.name) is a view of the cache, which is only appended to. Patch k or v before it.")
            case "top_indices" where !rule.change.suitsIndices:
                throw Refusal("\(instruction.name) holds whole numbers: make them a whole number, or force one with route LAYER TOKEN EXPERT.")
            default: continue
            }
        }
    }
}
