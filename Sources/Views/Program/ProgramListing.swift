import Machine

/// A program as a table: every instruction, none left out.
///
///        pc  name                   operation          from             shape
///     =>  12  layers.0.attn.mask     chunked_mask 8192  positions, keys  [T, S]
public struct ProgramListing: Sendable {
    /// What is to be seen beside the instructions.
    public struct Marks: Sendable {
        /// The instruction that comes next.
        public var pc: Int?
        public var breakpoints: Set<Int>
        /// Instructions whose values were set by hand.
        public var edited: Set<Int>
        /// Instructions whose values were computed from what was changed afterwards.
        public var stale: Set<Int>

        public init(pc: Int? = nil, breakpoints: Set<Int> = [], edited: Set<Int> = [], stale: Set<Int> = []) {
            self.pc = pc
            self.breakpoints = breakpoints
            self.edited = edited
            self.stale = stale
        }

        var isEmpty: Bool { pc == nil && breakpoints.isEmpty && edited.isEmpty && stale.isEmpty }
    }

    let program: Program
    let marks: Marks
    private let showsFormulas: Bool
    private let newPositions: Int?

    /// - Parameters:
    ///   - formulas: whether each operation's formula stands behind it, where there is room
    ///   - newPositions: what T is in the current pass; nil leaves the letter
    public init(_ program: Program, marks: Marks = Marks(), formulas: Bool = false, newPositions: Int? = nil) {
        self.program = program
        self.marks = marks
        showsFormulas = formulas
        self.newPositions = newPositions
    }

    /// The listing.
    ///
    /// - Parameters:
    ///   - range: which instructions; nil shows all
    ///   - style: cuts columns to a screen's width; nil cuts nothing
    public func text(_ range: Range<Int>? = nil, _ style: TextStyle? = nil) -> String {
        let table = self.table(clamped(range), style ?? .plain)
        return style.map { $0.text(table.lines($0)) } ?? table.text
    }

    /// The `count` instructions around a pc, with a third of them before it.
    public func window(around pc: Int, count: Int) -> Range<Int> {
        let all = program.instructions.count
        let count = min(max(count, 1), all)
        let first = min(max(pc - count / 3, 0), all - count)
        return first..<first + count
    }

    func clamped(_ range: Range<Int>?) -> Range<Int> {
        (range ?? 0..<program.instructions.count).clamped(to: 0..<program.instructions.count)
    }

    private func table(_ range: Range<Int>, _ style: TextStyle) -> TextTable {
        var columns: [TextTable.Column] = [
            .init("pc", .right), .init("name", minimumWidth: max(style.width * 3 / 10, 12), keepsEnd: true),
            .init("operation", minimumWidth: 10), .init("from", minimumWidth: 12, dropRank: 0), .init("shape", dropRank: 1),
        ]
        // Whoever asks for formulas can do without the rest.
        if showsFormulas { columns.append(.init("formula", minimumWidth: 16, dropRank: 2)) }
        var table = TextTable(columns)
        for instruction in program.instructions[range] {
            var cells = [
                marker(instruction.pc, style), name(of: instruction, style), operation(of: instruction, style),
                sources(of: instruction), shape(of: instruction, style),
            ]
            if showsFormulas { cells.append(style.glyphs.prose(instruction.operation.documentation.formula)) }
            table.append(cells)
        }
        return table
    }

    /// `=> b*  12`: next, breakpoint, edited or stale, and the number.
    func marker(_ pc: Int, _ style: TextStyle) -> String {
        let number = String(pc)
        guard !marks.isEmpty else { return style.palette(.dim, number) }
        let state = marks.edited.contains(pc) ? "*" : marks.stale.contains(pc) ? "~" : " "
        let digits = String(max(program.instructions.count - 1, 0)).count
        let sign = (pc == marks.pc ? "=>" : "  ") + (marks.breakpoints.contains(pc) ? "b" : " ") + state
        return style.palette(pc == marks.pc ? .marked : .dim, sign + number.padded(to: digits, .right))
    }

    func name(of instruction: Instruction, _ style: TextStyle, width: Int = .max) -> String {
        let name = instruction.name.truncated(to: width, ellipsis: style.glyphs.ellipsis, keepingEnd: true)
        return style.palette(instruction.pc == marks.pc ? .strong : .name, name)
    }

    func shape(of instruction: Instruction, _ style: TextStyle) -> String {
        let extents = instruction.shape.extents.map { extent in
            if case .newPositions = extent, let newPositions { SymbolicShape.Extent.fixed(newPositions) } else { extent }
        }
        return style.palette(.dim, SymbolicShape(extents).description)
    }

    /// The mnemonic and what belongs to it.
    func operation(of instruction: Instruction, _ style: TextStyle) -> String {
        let attributes = instruction.operation.attributes
        return attributes.isEmpty ? instruction.mnemonic : "\(instruction.mnemonic) \(style.glyphs.prose(attributes))"
    }

    /// What it reads: values first, then weights. Names in the same scope are given without it.
    func sources(of instruction: Instruction) -> String {
        let values = instruction.operands.map { short(program.name(of: $0), within: instruction.name) }
        return (values + instruction.operation.weights.map(\.shortName)).joined(separator: ", ")
    }

    /// `layers.3.attn.scores` is `scores` to its neighbours, and `attn_norm` stays `attn_norm` to `layers.3.attn.q`.
    private func short(_ name: String, within other: String) -> String {
        var scope = other.split(separator: ".").dropLast()
        while !scope.isEmpty {
            let prefix = scope.joined(separator: ".") + "."
            if name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
            scope.removeLast()
        }
        return name
    }
}
