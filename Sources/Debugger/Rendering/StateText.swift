import Llama4
import Machine
import Tensors
import Views

/// Where a walk stands, in a line for what has been executed and a line for what comes next.
///
///          0  embed                    [25, 128]   mean +0.002  std 0.98  max |x| 3.4
///     =>   1  layers.0.attn_norm       rms_norm    embed                  [25, 128]
struct StateText {
    private let walk: Walk
    private let style: TextStyle
    private let nameWidth: Int
    private let pcWidth: Int

    init(_ walk: Walk, _ style: TextStyle) {
        self.walk = walk
        self.style = style
        let longest = walk.program.instructions.map(\.name.count).max() ?? 0
        nameWidth = min(longest, max(style.width - 40, 12))
        pcWidth = max(String(walk.program.instructions.count).count, 3)
    }

    /// An instruction that has been executed, and what came out.
    func executed(_ pc: Int) -> String {
        let instruction = walk.program.instructions[pc]
        guard let value = try? walk.machine.value(of: instruction.result) else { return head(instruction, arrow: false) }
        return fitted([head(instruction, arrow: false), ValueSummary(value).text(style)])
    }

    /// What `step` would do next.
    func next() throws -> [String] {
        guard let instruction = walk.machine.nextInstruction else { return try complete() }
        let attributes = instruction.operation.attributes
        let operation = instruction.mnemonic + (attributes.isEmpty ? "" : " \(attributes)")
        let sources = InstructionText(walk.program).sources(of: instruction)
        let shape = shape(instruction)
        let head = head(instruction, arrow: true)
        let line = [head, operation.padded(to: 16), sources, shape].joined(separator: "  ")
        guard line.displayWidth > style.width else { return [line] }
        let room = style.width - head.displayWidth - operation.displayWidth - shape.displayWidth - 6
        if room >= 8 {
            return [[head, operation, sources.truncated(to: room, ellipsis: style.glyphs.ellipsis), shape].joined(separator: "  ")]
        }
        return [fitted([head, operation])]
    }

    /// The pass is over: what would be chosen.
    private func complete() throws -> [String] {
        if walk.pendingCount > 0 {
            return ["=> end of pass \(walk.machine.passIndex + 1); \(walk.pendingCount.times("token")) of the prompt to come"]
        }
        let choice = try walk.nextChoice()
        let text = PassText(walk).choice(choice, of: try Walk.lastLogits(of: walk.machine))
        return [fitted(["=> end of pass \(walk.machine.passIndex + 1)", "the next token is \(text)"])]
    }

    /// The shape with this pass's numbers in place of letters, where they are known.
    private func shape(_ instruction: Instruction) -> String {
        let extents = instruction.shape.extents.map { extent in
            switch extent {
            case .fixed(let length): String(length)
            case .newPositions: String(walk.machine.ids.count)
            case .visibleKeys: keyCount(beside: instruction).map(String.init) ?? "S"
            }
        }
        return "[" + extents.joined(separator: ", ") + "]"
    }

    private func keyCount(beside instruction: Instruction) -> Int? {
        guard let scope = ProgramScopes.enclosing(instruction.name).last,
            let keys = walk.program.instruction(named: scope + ".keys"), keys.pc < walk.machine.pc
        else { return nil }
        return (try? walk.machine.value(of: keys.result))?.shape[0]
    }

    private func head(_ instruction: Instruction, arrow: Bool) -> String {
        let mark = EditMark(walk).mark(instruction.result)
        let name = (instruction.name + mark).truncated(to: nameWidth, ellipsis: style.glyphs.ellipsis, keepingEnd: true)
        let number = String(instruction.pc).padded(to: pcWidth, .right)
        return (arrow ? style.palette(.marked, "=>") : "  ") + number.padded(to: pcWidth + 1, .right) + "  "
            + style.palette(.name, name).padded(to: nameWidth)
    }

    private func fitted(_ parts: [String]) -> String {
        var line = parts.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line.truncated(to: style.width, ellipsis: style.glyphs.ellipsis)
    }
}
