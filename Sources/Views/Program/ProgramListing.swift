import Machine

/// A program as a table: every instruction, none left out.
///
///     pc  name                   operation          from             shape
///     12  layers.0.attn.mask     chunked_mask 8192  positions, keys  [T, S]
public struct ProgramListing: Sendable {
    private let program: Program

    public init(_ program: Program) {
        self.program = program
    }

    /// The listing.
    ///
    /// - Parameters:
    ///   - range: which instructions; nil shows all
    ///   - marked: the pc that gets an arrow
    public func text(_ range: Range<Int>? = nil, marked: Int? = nil) -> String {
        let range = (range ?? 0..<program.instructions.count).clamped(to: 0..<program.instructions.count)
        var table = TextTable([
            .init(marked == nil ? "pc" : "   pc", .right), .init("name"), .init("operation"), .init("from"), .init("shape"),
        ])
        for instruction in program.instructions[range] {
            table.append([
                (instruction.pc == marked ? "=> " : "") + String(instruction.pc), instruction.name,
                operation(of: instruction), sources(of: instruction), instruction.shape.description,
            ])
        }
        return table.text
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
