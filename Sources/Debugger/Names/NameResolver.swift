import Machine
import Trace

/// Finds what a typed name means in a program: a full name, the end of one, a glob, a scope, an operation, or what
/// another tool calls it.
struct NameResolver: Sendable {
    let program: Program
    let scopes: ProgramScopes
    let mnemonics: Set<String>

    init(_ program: Program) {
        self.program = program
        scopes = ProgramScopes(program)
        mnemonics = Set(program.instructions.map(\.mnemonic))
        allNames = program.inputs.map(\.name) + program.instructions.map(\.name)
    }

    /// All that a name may be: values and inputs.
    let allNames: [String]

    /// Whether a value's name is the typed one or ends with it: `attn.scores` means `layers.0.attn.scores` too. A layer's full name is the
    /// text model's, never the vision tower's.
    static func matches(_ name: String, _ typed: String) -> Bool {
        if name == typed { return true }
        guard name.hasSuffix(typed), name.dropLast(typed.count).last == "." else { return false }
        return !(typed.hasPrefix("layers.") && name.hasPrefix("vision."))
    }

    // MARK: Values

    /// The registers that a typed name may mean, in program order. Of a full name there is one.
    func registers(named typed: String) throws(ExpressionError) -> [Register] {
        let found = knownRegisters(named: typed)
        guard !found.isEmpty else { throw unknown(typed) }
        return found
    }

    /// The same; none where the name means nothing.
    func knownRegisters(named typed: String) -> [Register] {
        if let register = program.register(named: typed) { return [register] }
        var found = allNames.filter { Self.matches($0, typed) }
        if found.isEmpty {
            found = NameAliases.names(for: typed).lazy.map { alias in allNames.filter { Self.matches($0, alias) } }
                .first { !$0.isEmpty } ?? []
        }
        return found.compactMap(program.register(named:))
    }

    private func unknown(_ typed: String) -> ExpressionError {
        let hint = suggestion(for: typed).map { "did you mean \($0)?" } ?? "`list` and `info values` show the names"
        return ExpressionError(.unknown, "there is no value \(typed)", hint: hint)
    }

    /// The name that was probably meant.
    func suggestion(for typed: String) -> String? {
        let count = typed.split(separator: ".").count
        let endings = allNames.map { $0.split(separator: ".").suffix(max(count, 1)).joined(separator: ".") }
        var seen: Set<String> = []
        return SpellingDistance.nearest(to: typed, among: allNames + endings.filter { seen.insert($0).inserted })
            ?? SpellingDistance.nearest(to: typed, among: mnemonics.sorted())
    }

    // MARK: Places in the program

    /// Where a typed name stands in the program.
    struct Location: Hashable, Sendable {
        /// In words, for lists: `layers.*.attn.scores`, `layer 3`, `every rope`.
        let description: String
        /// In ascending order, never empty.
        let pcs: [Int]
    }

    func location(_ typed: String) throws(Refusal) -> Location {
        let words = typed.split(separator: " ").map(String.init)
        if words.count == 2, words[0] == "layer" { return try layer(words[1]) }
        if words.count == 2, words[0] == "pc" { return try pc(words[1]) }
        guard words.count == 1, let name = words.first else {
            throw Refusal("`\(typed)` is no place in the program. Give a name, a glob (layers.*.attn.scores), an operation (rope) or `layer 3`.")
        }
        let digits = name.hasPrefix("*") ? String(name.dropFirst()) : name
        if !digits.isEmpty, digits.allSatisfy({ $0.isNumber && $0.isASCII }) { return try pc(digits) }
        let short = Self.shorthands[name] ?? name
        for candidate in [short] + NameAliases.names(for: short) {
            let pcs = self.pcs(candidate)
            if !pcs.isEmpty { return Location(description: description(candidate, pcs), pcs: pcs) }
        }
        let hint = suggestion(for: name).map { "Did you mean \($0)?" } ?? "`list` shows the program."
        throw Refusal("There is no value, scope or operation `\(name)`. \(hint)")
    }

    /// What people say for the place where the interesting thing happens.
    private static let shorthands = ["router": "router_indices", "experts": "expert", "attention": "attn"]

    private func pcs(_ name: String) -> [Int] {
        if name.contains(where: { $0 == "*" || $0 == "?" }) {
            let patterns = [NamePattern(name), NamePattern("**." + name)]
            return program.instructions.filter { i in patterns.contains { $0.matches(i.name) } }.map(\.pc)
        }
        if let instruction = program.instruction(named: name) { return [instruction.pc] }
        let named = program.instructions.filter { Self.matches($0.name, name) }
        if !named.isEmpty { return named.map(\.pc) }
        let begun = scopes.all.filter { Self.matches($0.name, name) }
        if !begun.isEmpty { return begun.map(\.range.lowerBound).sorted() }
        return program.instructions.filter { $0.mnemonic == name }.map(\.pc)
    }

    private func description(_ name: String, _ pcs: [Int]) -> String {
        if pcs.count == 1 { return program.instructions[pcs[0]].name }
        let layers = Set(pcs.map { ProgramScopes.layer(of: program.instructions[$0].name) })
        let isOnePerLayer = layers.count == pcs.count && !layers.contains(nil)
        return "\(name) in \(pcs.count) \(isOnePerLayer ? "layers" : "places")"
    }

    private func layer(_ digits: String) throws(Refusal) -> Location {
        let count = scopes.layerCount
        guard let number = Int(digits), let range = scopes.range(of: "layers.\(number)") ?? scopes.range(of: "vision.layers.\(number)") else {
            throw Refusal("There is no layer \(digits): the model has layers 0 to \(count - 1).")
        }
        return Location(description: "layer \(number)", pcs: [range.lowerBound])
    }

    private func pc(_ digits: String) throws(Refusal) -> Location {
        guard let pc = Int(digits), pc < program.instructions.count else {
            throw Refusal("There is no instruction \(digits): the program has 0 to \(program.instructions.count - 1).")
        }
        return Location(description: program.instructions[pc].name, pcs: [pc])
    }
}
