import Machine

/// Which instructions belong together, as their names say: `layers.0.attn` is everything that is called
/// `layers.0.attn.…`. Scopes are contiguous, and lie inside each other.
struct ProgramScopes: Sendable {
    /// The instructions of every scope.
    private let ranges: [String: Range<Int>]
    private let names: [String]
    private let mnemonics: [String]

    init(_ program: Program) {
        var ranges: [String: Range<Int>] = [:]
        for instruction in program.instructions {
            for scope in Self.enclosing(instruction.name) {
                let begin = ranges[scope]?.lowerBound ?? instruction.pc
                ranges[scope] = begin..<instruction.pc + 1
            }
        }
        self.ranges = ranges
        names = program.instructions.map(\.name)
        mnemonics = program.instructions.map(\.mnemonic)
    }

    var count: Int { names.count }

    /// The scopes of a name, the widest first: `layers.0.attn.q` lies in `layers.0` and in `layers.0.attn`.
    ///
    /// `layers` alone is none: it would be nearly everything.
    static func enclosing(_ name: String) -> [String] {
        let parts = name.split(separator: ".").map(String.init)
        // The vision tower as a whole is none either.
        let outer = parts.first == "vision" ? 1 : 0
        guard parts.count > outer + 1 else { return [] }
        let first = Int(parts[outer + 1]) != nil ? outer + 2 : outer + 1
        guard parts.count > first else { return [] }
        return (first..<parts.count).map { parts.prefix($0).joined(separator: ".") }
    }

    func range(of scope: String) -> Range<Int>? {
        ranges[scope]
    }

    /// Every scope, in program order.
    var all: [(name: String, range: Range<Int>)] {
        ranges.map { ($0.key, $0.value) }.sorted { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
    }

    var layerCount: Int {
        ranges.keys.count { $0.hasPrefix("layers.") && $0.split(separator: ".").count == 2 }
            + ranges.keys.count { $0.hasPrefix("vision.layers.") && $0.split(separator: ".").count == 3 }
    }

    /// The scope that an instruction lies in; nil at the top.
    func scope(at pc: Int) -> String? {
        pc < count ? Self.enclosing(names[pc]).last : nil
    }

    /// What `next` steps over: the widest scope that begins here, else the rest of a group of equal operations (the
    /// projections to q, k and v), else the instruction.
    func unit(beginningAt pc: Int) -> Range<Int> {
        guard pc < count else { return pc..<pc }
        for scope in Self.enclosing(names[pc]) {
            if let range = ranges[scope], range.lowerBound == pc { return range }
        }
        var end = pc + 1
        while end < count, mnemonics[end] == mnemonics[pc], scope(at: end) == scope(at: pc) { end += 1 }
        return pc..<end
    }

    /// What `reverse-next` steps back over: the widest scope that ends here, else the group of equal operations.
    func unit(endingAt end: Int) -> Range<Int> {
        guard end > 0 else { return 0..<0 }
        let last = end - 1
        for scope in Self.enclosing(names[last]) {
            if let range = ranges[scope], range.upperBound == end { return range }
        }
        var begin = last
        while begin > 0, mnemonics[begin - 1] == mnemonics[last], scope(at: begin - 1) == scope(at: last) { begin -= 1 }
        return begin..<end
    }

    /// The innermost scope around an instruction that goes on behind it.
    func unfinished(at pc: Int) -> Range<Int>? {
        scope(at: pc).flatMap { ranges[$0] }
    }

    /// The innermost scope around an instruction that began before it.
    func begun(at pc: Int) -> Range<Int>? {
        guard pc < count else { return nil }
        return Self.enclosing(names[pc]).reversed().lazy.compactMap { ranges[$0] }.first { $0.lowerBound < pc }
    }

    /// The layer that a name belongs to.
    static func layer(of name: String) -> Int? {
        let parts = name.split(separator: ".")
        return parts.count > 2 && parts[0] == "layers" ? Int(parts[1]) : nil
    }
}
