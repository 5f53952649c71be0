import Foundation
import Llama4
import Machine
import Tensors

/// A text on its way through the model, one instruction at a time: the machine, the passes so far and the sampler.
///
///     var walk = try Walk(model, program, input: ids)
///     try walk.forward()          // executes an instruction, or begins the next pass
///     try walk.backward()         // undoes exactly that
///
/// Pictures of the input go through the vision tower first, in passes of their own that come before those of the text.
///
/// It is a value: a copy is a saved state of everything that stepping changes. Passes are divided by a point of their
/// own: a complete pass comes first, then the same moment with the next pass begun.
public struct Walk {
    /// How a pass came to be.
    struct Pass {
        enum Origin {
            /// The prompt, or a batch of it.
            case prompt
            /// These tiles of the prompt's pictures go through the vision tower.
            case tiles(Range<Int>)
            /// The token was chosen from the pass before; how likely the model found it.
            case sampled(LogProbability)
        }

        let ids: [Int32]
        let origin: Origin
        /// The sampler before anything was chosen for this pass.
        let sampler: Sampler
    }

    /// What one step did.
    enum Step {
        case executed(Instruction)
        case began(Pass)
        /// The model chose a token that ends the text. Nothing has changed.
        case ended(Int32)
        /// The model was made for no more positions. Nothing has changed.
        case full(positions: Int)
    }

    let model: Model
    /// All tokens that were given.
    let input: [Int32]
    let plan: BatchPlan
    /// The program of the text's passes; the machine's own, unless it stands in the vision tower.
    let textProgram: Program
    let retention: Retention
    let patches: [Patch]
    /// The pictures of the input, and how far they have come; nil for a text alone.
    var pictures: WalkPictures?
    public internal(set) var machine: Machine
    var sampler: Sampler
    var passes: [Pass] = []
    /// What is played, if nothing is computed.
    private(set) var recording: Recording?
    /// Whether a stop token ends the text.
    var heedsStopTokens = true

    /// Begins the first pass. Nothing has run yet.
    init(
        _ model: Model, _ program: Program, input: [Int32], images: ImagePrompt? = nil, sampling: SamplingSettings, retentionBudget: Int,
        patches: [Patch] = []
    ) throws(MachineError) {
        self.model = model
        self.input = input
        plan = BatchPlan(byteBudget: retentionBudget, longest: .max)
        textProgram = program
        retention = .keeping(byteBudget: retentionBudget)
        self.patches = patches
        sampler = Sampler(sampling)
        if let images {
            let pictures = WalkPictures(images)
            machine = try pictures.machine(0, retention, patches)
            self.pictures = pictures
        } else {
            machine = Machine(program, retention: retention, patches: patches)
            try beginBatch()
        }
    }

    /// Begins the first pass of a recording.
    init(_ recording: Recording) throws(MachineError) {
        self.recording = recording
        model = recording.model
        input = recording.passCount > 0 ? recording.pass(0).ids : []
        plan = .onePass
        textProgram = recording.program
        retention = .everything
        patches = []
        sampler = Sampler(recording.sampling)
        if let pictures = WalkPictures(recording), !pictures.passes.isEmpty {
            machine = try pictures.machine(0, retention, patches)
            self.pictures = pictures
        } else {
            machine = Machine(playing: recording)
            pictures = WalkPictures(recording)
            _ = try beginRecordedPass()
        }
    }

    var program: Program { machine.program }
    var place: Place { Place(pass: passIndex, pc: machine.pc, isEnd: machine.isPassComplete) }

    /// All tokens of all passes that have begun.
    var ids: [Int32] { passes.flatMap(\.ids) }

    /// Tokens that were given and have not been begun.
    var pendingCount: Int { max(input.count - passes.reduce(0) { $0 + $1.ids.count }, 0) }

    /// Passes that the rest of the prompt still needs: each batch is one.
    var pendingPassCount: Int {
        var (remaining, count) = (pendingCount, pendingTowerPassCount)
        while remaining > 0 {
            remaining -= plan.nextLength(
                remaining: remaining, position: input.count - remaining, config: model.config, logits: .all)
            count += 1
        }
        return count
    }

    /// The absolute position of the last token of the pass.
    var lastPosition: Int { machine.firstPosition + machine.ids.count - 1 }

    /// One step forwards.
    mutating func forward() throws -> Step {
        if let instruction = machine.nextInstruction {
            try machine.step()
            return .executed(instruction)
        }
        if isSeeing { return .began(try leaveTowerPass()) }
        if recording != nil {
            guard try beginRecordedPass() else { throw Refusal("The recording ends here.") }
            return .began(passes[passes.count - 1])
        }
        if pendingCount > 0 {
            try beginBatch()
            return .began(passes[passes.count - 1])
        }
        let end = lastPosition + 1
        guard end < model.config.maximumPositions else { return .full(positions: end) }
        var chooser = sampler
        let choice = try Self.choose(&chooser, from: machine, context: ids)
        if heedsStopTokens, model.stopTokens.contains(choice.id) { return .ended(choice.id) }
        let pass = Pass(ids: [choice.id], origin: .sampled(choice), sampler: sampler)
        try machine.begin(ids: pass.ids)
        passes.append(pass)
        sampler = chooser
        return .began(pass)
    }

    /// One step back.
    ///
    /// - Returns: false at the very beginning.
    mutating func backward() throws(MachineError) -> Bool {
        let leavesPass = machine.pc == 0
        if leavesPass, machine.passIndex == 0, reenterTower() { return true }
        guard try machine.back() else { return false }
        if leavesPass, let left = passes.popLast() { sampler = left.sampler }
        return true
    }

    /// The token that would be chosen now. The pass is complete.
    func nextChoice() throws -> LogProbability {
        if let recording {
            guard let choice = recording.choice(pass: machine.passIndex) else { throw MachineError.notRecorded(name: "the next choice") }
            return choice
        }
        var chooser = sampler
        return try Self.choose(&chooser, from: machine, context: ids)
    }

    /// The likeliest tokens, as many as are asked for or were recorded. The pass is complete.
    func likeliest(_ count: Int) throws -> [LogProbability] {
        if let recording {
            let top = recording.token(row: machine.ids.count - 1, pass: machine.passIndex)?.top ?? []
            return top.prefix(count).map { LogProbability(id: $0.token.id, value: log(Double($0.probability))) }
        }
        return LogProbability.top(count, logits: try Self.lastLogits(of: machine))
    }

    /// - Returns: false at the end of the recording.
    mutating func beginRecordedPass() throws(MachineError) -> Bool {
        let sampler = sampler
        guard let recording, try machine.beginRecordedPass() else { return false }
        let chosen = recording.choice(pass: machine.passIndex - 1).flatMap { [$0.id] == machine.ids ? $0 : nil }
        passes.append(Pass(ids: machine.ids, origin: chosen.map { .sampled($0) } ?? .prompt, sampler: sampler))
        return true
    }

    mutating func beginBatch() throws(MachineError) {
        let begun = input.count - pendingCount
        let length = plan.nextLength(
            remaining: pendingCount, position: begun, config: model.config, logits: .all)
        let pass = Pass(ids: Array(input[begun..<begun + length]), origin: .prompt, sampler: sampler)
        try machine.begin(ids: pass.ids)
        passes.append(pass)
    }

    private static func choose(
        _ sampler: inout Sampler, from machine: Machine, context: [Int32]
    ) throws -> LogProbability {
        let logits = try lastLogits(of: machine)
        guard let id = sampler.sample(logits, context: context), !logits.contains(where: \.isNaN) else {
            throw SessionError.noNumber(
                position: context.count - 1, notNumbers: logits.count { $0.isNaN }, count: logits.count)
        }
        return LogProbability.of(id, logits: logits)
    }

    /// The logits at the last position, [V].
    static func lastLogits(of machine: Machine) throws(MachineError) -> [Float] {
        let logits = try machine.value(named: "logits").tensor
        return logits.withUnsafeBuffer { Array($0.suffix(logits.shape.rowLength)) }
    }
}
