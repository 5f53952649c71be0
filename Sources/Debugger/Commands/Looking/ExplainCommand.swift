import JSON
import Llama4
import Machine
import Views

enum ExplainCommand: DebuggerCommand {
    static let page = CommandPage(
        "explain", aliases: ["e"], .looking, "explain [NAME[ELEMENT]]", "explain OPERATION",
        summary: "Tells what an instruction does, and fills its formula with the numbers at hand.",
        details: """
            One element of the result is computed by hand from what the instruction reads: the ELEMENT, or else the last \
            position's first. Of several instructions that fit, it is the latest executed one, or the next. Without a NAME it is \
            the next instruction.

            Example: explain rope
            Example: explain layers.1.attn.scores[0, 9, 8]
            """,
        operand: .place)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let bracket = input.text.firstIndex(of: "[")
        let name = input.text[..<(bracket ?? input.text.endIndex)].trimmingSpaces
        let wanted = try bracket.map { place throws(Refusal) in try Self.element(String(input.text[place...])) }
        if bracket == nil, let operation = Self.operationElsewhere(name, debugger) {
            return Self.general(operation, debugger.style)
        }
        let instruction = try Self.instruction(name, debugger)
        let documentation = instruction.operation.documentation
        let style = debugger.style
        var lines = Self.head("\(instruction.mnemonic) \(style.glyphs.separator) \(instruction.name)", documentation, style)
        let value = ValueName.named(instruction.name)
        if let value { lines += "holds: \(style.glyphs.prose(value.meaning))".wrapped(to: style.width - 4).map { "    " + $0 } }
        var worked: [String] = []
        if let walk = debugger.walk {
            worked = try Self.worked(instruction, EvaluationContext(walk, resolver: debugger.resolver), wanted, debugger)
            lines += worked.enumerated().flatMap { number, line in
                (number == 0 ? "here: " : "      ").appending(style.glyphs.prose(line)).wrapped(to: style.width - 4).map { "    " + $0 }
            }
        }
        lines += Self.foot(documentation, style)
        return Answer(lines.joined(separator: "\n"), json: [
            "name": .string(instruction.name), "operation": .string(instruction.mnemonic), "formula": .string(documentation.formula),
            "summary": .string(documentation.summary), "holds": value.map { .string($0.meaning) } ?? .null, "shapes": .string(documentation.shapes), "example": .array(worked.map { .string($0) }),
        ], pages: true)
    }

    private static func head(_ title: String, _ documentation: OperationDocumentation, _ style: TextStyle) -> [String] {
        var lines = "\(title) \(style.glyphs.separator) \(documentation.summary)".wrapped(to: style.width)
        lines[0] = style.palette(.heading, lines[0])
        return lines + style.glyphs.prose(documentation.formula).wrapped(to: style.width - 4).map { "    " + $0 }
    }

    private static func foot(_ documentation: OperationDocumentation, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        for part in [documentation.shapes, documentation.numerics, documentation.example.isEmpty ? "" : "e.g. " + documentation.example, documentation.source]
        where !part.isEmpty {
            lines += style.glyphs.prose(part).wrapped(to: style.width - 4).map { "    " + style.palette(.dim, $0) }
        }
        return lines
    }

    /// An operation that other models have and this program does not.
    private static func operationElsewhere(_ name: String, _ debugger: Debugger) -> (any Operation.Type)? {
        guard !debugger.resolver.mnemonics.contains(name) else { return nil }
        return OperationCatalog.all.first { $0.mnemonic == name }
    }

    /// What can be said of an operation without an instruction.
    private static func general(_ operation: any Operation.Type, _ style: TextStyle) -> Answer {
        let documentation = operation.documentation
        let lines = head(operation.mnemonic, documentation, style) + ["    " + "This program has no such instruction."] + foot(documentation, style)
        return Answer(lines.joined(separator: "\n"), json: [
            "name": .null, "operation": .string(operation.mnemonic), "formula": .string(documentation.formula),
            "summary": .string(documentation.summary), "shapes": .string(documentation.shapes), "example": [],
        ])
    }

    /// The instruction that is meant.
    private static func instruction(_ name: String, _ debugger: Debugger) throws(Refusal) -> Instruction {
        let instructions = debugger.program.instructions
        let pc = debugger.walk?.machine.pc ?? 0
        guard !name.isEmpty else { return instructions[min(pc, instructions.count - 1)] }
        let pcs = try debugger.resolver.location(name).pcs
        return instructions[pcs.last { $0 < pc } ?? pcs.first { $0 >= pc } ?? pcs[0]]
    }

    private static func element(_ text: String) throws(Refusal) -> [Int] {
        let numbers = text.filter { !"[] ".contains($0) }.split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, !numbers.contains(nil) else {
            throw Refusal("`\(text.shortened)` is no single element. Give a whole number for each axis: [0, 9, 8]")
        }
        return numbers.compactMap { $0 }
    }

    /// The formula with numbers, and what the pass has computed.
    private static func worked(
        _ instruction: Instruction, _ context: EvaluationContext, _ wanted: [Int]?, _ debugger: Debugger
    ) throws(Refusal) -> [String] {
        let program = debugger.program
        let missing = instruction.operands.first { operand in (program.instruction(writing: operand)?.pc ?? -1) >= context.pc }
        if let missing { return ["no numbers yet: \(program.name(of: missing)) comes first; `until \(instruction.name)` goes there"] }
        let example = try WorkedExample(instruction, context, wanted: wanted, labels: debugger.label)
        var lines = try example.lines()
        guard instruction.pc < context.pc, !lines.isEmpty, let value = try? context.machine.value(of: instruction.result) else { return lines }
        switch value {
        // Rules and views of the cache are no numbers to compare with.
        case .mask, .cache: break
        case .tensor, .indices:
            let slice = example.indices.map(String.init).joined(separator: ", ")
            let found = EvaluationContext.Found(name: instruction.name, register: instruction.result, instruction: instruction, value: value)
            if let part = try? AxisSelection(slice).apply(to: value.tensor, origins: context.origins(of: found)), part.tensor.count == 1 {
                lines.append("the pass has \(ValueText.number(Double(part.tensor[flat: 0])))")
            }
        }
        return lines
    }
}
