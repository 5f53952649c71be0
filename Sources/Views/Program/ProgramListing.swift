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

    private let program: Program
    private let marks: Marks
    private let showsFormulas: Bool

    /// - Parameter formulas: whether each operation's formula stands behind it, where there is room
    public init(_ program: Program, marks: Marks = Marks(), formulas: Bool = false) {
        self.program = program
        self.marks = marks
        showsFormulas = formulas
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

    /// The line that says what comes next, without a title: `=>  12  layers.0.attn.mask  …`
    public func line(_ pc: Int, _ style: TextStyle = .plain) -> String {
        table(clamped(pc..<pc + 1), style, titled: false).lines(style).first ?? ""
    }

    /// The `count` instructions around a pc, with a third of them before it.
    public func window(around pc: Int, count: Int) -> Range<Int> {
        let all = program.instructions.count
        let count = min(max(count, 1), all)
        let first = min(max(pc - count / 3, 0), all - count)
        return first..<first + count
    }

    private func clamped(_ range: Range<Int>?) -> Range<Int> {
        (range ?? 0..<program.instructions.count).clamped(to: 0..<program.instructions.count)
    }

    private func table(_ range: Range<Int>, _ style: TextStyle, titled: Bool = true) -> TextTable {
        var columns: [TextTable.Column] = [
            .init("pc", .right), .init("name", minimumWidth: 12, keepsEnd: true), .init("operation", minimumWidth: 10),
            .init("from", minimumWidth: 12, dropRank: 1), .init("shape", dropRank: 2),
        ]
        if showsFormulas { columns.append(.init("formula", minimumWidth: 24, dropRank: 0)) }
        if !titled { columns = columns.map { $0.retitled("") } }
        var table = TextTable(columns)
        for instruction in program.instructions[range] {
            let isNext = instruction.pc == marks.pc
            var cells = [
                marker(instruction.pc, style), style.palette(isNext ? .strong : .name, instruction.name),
                operation(of: instruction), sources(of: instruction), style.palette(.dim, instruction.shape.description),
            ]
            if showsFormulas { cells.append(style.glyphs.prose(type(of: instruction.operation).documentation.formula)) }
            table.append(cells)
        }
        return table
    }

    /// `=> b*  12`: next, breakpoint, edited or stale, and the number.
    private func marker(_ pc: Int, _ style: TextStyle) -> String {
        let number = String(pc)
        guard !marks.isEmpty else { return style.palette(.dim, number) }
        let state = marks.edited.contains(pc) ? "*" : marks.stale.contains(pc) ? "~" : " "
        let digits = String(max(program.instructions.count - 1, 0)).count
        let sign = (pc == marks.pc ? "=>" : "  ") + (marks.breakpoints.contains(pc) ? "b" : " ") + state
        return style.palette(pc == marks.pc ? .marked : .dim, sign + number.padded(to: digits, .right))
    }

    /// The mnemonic and what belongs to it.
    private func operation(of instruction: Instruction) -> String {
        let attributes = instruction.operation.attributes
        return attributes.isEmpty ? instruction.mnemonic : "\(instruction.mnemonic) \(attributes)"
    }

    /// What it reads: values first, then weights. Names in the same scope are given without it.
    private func sources(of instruction: Instruction) -> String {
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
