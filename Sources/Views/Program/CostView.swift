import JSON
import Machine

/// What a pass costs before it runs, layer by layer or instruction by instruction.
///
///     part      instructions  weights    values     flops
///     layers.0            31   309 MB   1.2 MB   619.0 M
public struct CostView: Sendable {
    private let program: Program
    private let estimate: PassEstimate

    public init(_ program: Program, _ estimate: PassEstimate) {
        self.program = program
        self.estimate = estimate
    }

    /// Each layer in a line, what stands outside of layers before and after them, and the sum.
    public func totals(_ style: TextStyle) -> String {
        var table = TextTable([.init("part", minimumWidth: 8), .init("instructions", .right, dropRank: 0)] + Self.costColumns)
        for part in parts {
            table.append([style.palette(.name, part.name), String(part.instructions.count)] + cells(estimate.cost(of: part.instructions)))
        }
        table.append([style.palette(.strong, "all"), String(program.instructions.count)] + cells(estimate.total))
        return style.text(heading(style) + table.lines(style))
    }

    /// Each of these instructions in a line, and their sum.
    public func instructions(_ range: Range<Int>, _ style: TextStyle) -> String {
        var table = TextTable([
            .init("pc", .right), .init("name", minimumWidth: 12, keepsEnd: true), .init("operation", minimumWidth: 8, dropRank: 0),
        ] + Self.costColumns)
        let chosen = program.instructions[range]
        for instruction in chosen {
            table.append([
                style.palette(.dim, String(instruction.pc)), style.palette(.name, instruction.name), instruction.mnemonic,
            ] + cells(estimate.cost(of: instruction)))
        }
        table.append(["", style.palette(.strong, "all of these"), ""] + cells(estimate.cost(of: chosen)))
        return style.text(heading(style) + table.lines(style))
    }

    public func json(_ range: Range<Int>? = nil) -> JSONValue {
        func members(_ cost: PassEstimate.Cost) -> [(String, JSONValue)] {
            [("weight_bytes", .int(cost.weightBytes)), ("value_bytes", .int(cost.valueBytes)), ("flops", .int(cost.flops))]
        }
        let lines: [JSONValue] = range.map { range in
            program.instructions[range].map { instruction in
                .object(JSONObject(pairs: [("pc", .int(instruction.pc)), ("name", .string(instruction.name))] + members(estimate.cost(of: instruction))))
            }
        } ?? parts.map { part in
            .object(JSONObject(pairs: [("part", .string(part.name))] + members(estimate.cost(of: part.instructions))))
        }
        return [
            "new_positions": .int(estimate.newPositions), "first_position": .int(estimate.firstPosition), "costs": .array(lines),
            "total": .object(JSONObject(pairs: members(estimate.total))),
        ]
    }

    private func heading(_ style: TextStyle) -> [String] {
        let (new, first) = (estimate.newPositions, estimate.firstPosition)
        return [new == 1 ? "a pass over the token at position \(first)" : "a pass over \(new) tokens, positions \(first) to \(first + new - 1)"]
    }

    private static let costColumns: [TextTable.Column] = [.init("weights", .right), .init("values", .right), .init("flops", .right)]

    private func cells(_ cost: PassEstimate.Cost) -> [String] {
        [bytes(cost.weightBytes), bytes(cost.valueBytes), cost.flops == 0 ? "-" : Quantity.count(cost.flops)]
    }

    private func bytes(_ count: Int) -> String { count == 0 ? "-" : Quantity.bytes(count) }

    /// Runs of instructions that belong to the same layer, or to none.
    private var parts: [(name: String, instructions: ArraySlice<Instruction>)] {
        var parts: [(name: String, instructions: ArraySlice<Instruction>)] = []
        for instruction in program.instructions {
            let words = instruction.name.split(separator: ".")
            let name = words.first == "layers" && words.count > 2 ? "layers.\(words[1])" : nil
            let isSame = parts.last.map { last in name.map { last.name == $0 } ?? !last.name.hasPrefix("layers.") } ?? false
            if isSame {
                parts[parts.count - 1].instructions = program.instructions[parts[parts.count - 1].instructions.startIndex...instruction.pc]
            } else {
                parts.append((name ?? (parts.isEmpty ? "before the layers" : "after the layers"), program.instructions[instruction.pc...instruction.pc]))
            }
        }
        return parts
    }
}
