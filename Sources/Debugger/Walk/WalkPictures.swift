import Llama4
import Machine
import Tensors

/// The pictures of a walk's input: their tiles, and the passes of the vision tower that are behind it.
struct WalkPictures {
    private enum Source {
        case prompt(ImagePrompt, pixelValues: Tensor)
        case recording(Recording)
    }

    private let source: Source
    /// Where they lie in the prompt.
    let layout: PictureLayout
    /// The tower's program.
    let program: Program
    let resolver: NameResolver
    /// The tiles of every pass through the tower.
    let passes: [Range<Int>]
    /// The machines of the passes that are complete and left.
    var seen: [Machine] = []

    init(_ prompt: ImagePrompt) {
        source = .prompt(prompt, pixelValues: prompt.pixelValues)
        layout = PictureLayout(prompt)
        program = prompt.tower.program
        resolver = NameResolver(program)
        passes = TileBatchPlan().passes(layout.tileCount, prompt.tower.config)
    }

    /// Those of a recording; nil if it has none.
    init?(_ recording: Recording) {
        guard let tower = recording.tower else { return nil }
        source = .recording(recording)
        layout = PictureLayout(recording.trace.header.images)
        program = tower
        resolver = NameResolver(program)
        passes = recording.towerPasses
    }

    /// The prompt itself; nil in a recording.
    var prompt: ImagePrompt? {
        if case .prompt(let prompt, _) = source { prompt } else { nil }
    }

    /// A machine that stands before a pass through the tower.
    func machine(_ number: Int, _ retention: Retention, _ patches: [Patch]) throws(MachineError) -> Machine {
        switch source {
        case .prompt(_, let pixelValues):
            var machine = Machine(program, retention: retention, patches: patches)
            try machine.begin(given: VisionRun.inputs(pixelValues, passes[number]))
            return machine
        case .recording(let recording):
            var machine = Machine(playing: TowerTape(recording, program, pass: number))
            try machine.begin(given: [:])
            return machine
        }
    }

    /// What all passes made of the tiles.
    func rows(in ids: [Int32]) throws -> ImageRows {
        guard let prompt else { preconditionFailure("a recording has what became of its pictures") }
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
