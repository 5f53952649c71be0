import Llama4
import Machine
import Tensors

/// The pictures of a walk's input: their tiles, and the passes of the vision tower that are behind it.
struct WalkPictures {
    let prompt: ImagePrompt
    /// The tower's program.
    let program: Program
    let resolver: NameResolver
    let pixelValues: Tensor
    /// The tiles of every pass through the tower.
    let passes: [Range<Int>]
    /// The machines of the passes that are complete and left.
    var seen: [Machine] = []

    init(_ prompt: ImagePrompt) {
        self.prompt = prompt
        program = prompt.tower.program
        resolver = NameResolver(program)
        pixelValues = prompt.pixelValues
        passes = TileBatchPlan().passes(pixelValues.shape[0], prompt.tower.config)
    }

    /// A machine that stands before a pass through the tower.
    func machine(_ number: Int, _ retention: Retention, _ patches: [Patch]) throws(MachineError) -> Machine {
        var machine = Machine(program, retention: retention, patches: patches)
        try machine.begin(given: VisionRun.inputs(pixelValues, passes[number]))
        return machine
    }

    /// What all passes made of the tiles.
    func rows(in ids: [Int32]) throws -> ImageRows {
        let parts = try seen.map { try $0.value(named: VisionPass.result).tensor }
        return try ImageRows(VisionRun.joined(parts), in: ids, patchToken: prompt.tower.patchToken)
    }

    /// A value of the tower, of all passes together; nil if it has none of that name.
    func value(named typed: String) throws(ExpressionError) -> EvaluationContext.Found? {
        guard let register = resolver.knownRegisters(named: typed).last, !seen.isEmpty else { return nil }
        do {
            let parts = try seen.map { try $0.value(of: register).tensor }
            return EvaluationContext.Found(
                name: program.name(of: register), register: register, instruction: program.instruction(writing: register),
                value: .tensor(VisionRun.joined(parts)))
        } catch {
            throw ExpressionError(.type, "\(error)")
        }
    }
}
