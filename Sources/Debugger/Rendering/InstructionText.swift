import Machine

/// An instruction's operands as a listing shows them.
struct InstructionText {
    private let program: Program

    init(_ program: Program) {
        self.program = program
    }

    /// What it reads: values first, then weights. Names in the same scope are given without it.
    func sources(of instruction: Instruction) -> String {
        let values = instruction.operands.map { short(program.name(of: $0), within: instruction.name) }
        return (values + instruction.operation.weights.map(\.shortName)).joined(separator: ", ")
    }

    private func short(_ name: String, within other: String) -> String {
        for scope in ProgramScopes.enclosing(other).reversed() where name.hasPrefix(scope + ".") {
            return String(name.dropFirst(scope.count + 1))
        }
        return name
    }
}
