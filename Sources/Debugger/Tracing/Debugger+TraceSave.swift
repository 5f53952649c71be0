import Checkpoint
import Llama4
import Machine
import Trace

/// Writing what has been walked through into a trace.
extension Debugger {
    /// Refuses globs that name nothing.
    func checkGlobs(_ selection: TraceSelection) throws(Refusal) {
        let others = [walk?.pictures?.program, walk?.textProgram].compactMap { $0 }
        guard let idle = selection.idle(in: (others + [program]).flatMap(\.instructions).map(\.name)).first else { return }
        throw Refusal("No value is named \(idle.shortened). `list` shows all names; * stands for a part of one, ** for anything.")
    }

    /// Runs the passes again, as they were, and records them.
    func saveTrace(_ plan: RecordPlan, to name: String, _ world: World) throws(Refusal) -> TraceRun.Outcome {
        let walk = try currentWalk
        let last = min(plan.lastPass ?? .max, walk.passIndex)
        guard plan.firstPass <= last else { throw Refusal("The walk stands before what is to be recorded: pass \(plan.firstPass + 1).") }
        return try refusing {
            let path = try world.tracePath(name)
            var (first, passes): (Int, [(first: Int, count: Int)]) = (0, [])
            for pass in walk.passes {
                passes.append((first, pass.ids.count))
                first += pass.ids.count
            }
            let looksThroughLens = plan.selection.level.looksThroughLens
            var estimate = TraceEstimate(
                walk.textProgram, plan.selection, passes: passes, repeating: 0, experts: model.config.expertCount,
                looksThroughLens: looksThroughLens)
            if let images = walk.pictures?.prompt { estimate.add(images, plan.selection) }
            let header = try TraceHeader(
                model, walk.textProgram, plan.selection, version: settings.version, sampling: walk.sampler.settings,
                rules: rules.entries.map(\.rule.source) + (walk.hasEdits ? ["values were set by hand"] : []),
                images: walk.pictures?.prompt,
                tensors: estimate.tensorBytes > 0 ? TraceWriter.tensorsName(for: path) : nil)
            let writer = try TraceWriter(path: path, header: header, tensorHeaderBytes: estimate.tensorHeaderBytes)
            do {
                let lens = looksThroughLens ? OutputHead(walk.textProgram).map { LensObserver($0, rows: .all) } : nil
                try record(walk, plan.firstPass...last, writer, lens, world)
                try writer.finish()
            } catch {
                writer.discard()
                throw error
            }
            return TraceRun.Outcome(
                path: path, passes: writer.passCount, events: writer.eventCount, jsonBytes: writer.byteCount,
                tensorBytes: writer.tensorByteCount, isComplete: true)
        }
    }

    /// Passes before those that are recorded are named, so that positions have their tokens.
    private func record(
        _ walk: Walk, _ range: ClosedRange<Int>, _ writer: TraceWriter, _ lens: LensObserver?, _ world: World
    ) throws {
        let recorder = TraceRecorder(
            writer, program: walk.textProgram, tower: walk.pictures?.program,
            tokenBytes: { [tokenizer = model.tokenizer] in tokenizer?.bytes($0) })
        try recordTower(walk, range, recorder, world)
        var position = 0
        let before = walk.towerPassCount
        for (row, pass) in walk.passes.enumerated() where before + row <= range.upperBound {
            let index = before + row
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing was written.") }
            world.progress("recording pass \(index + 1) of \(range.upperBound + 1)")
            let isRecorded = range.contains(index)
            recorder.begin(pass: index, firstPosition: position, ids: pass.ids)
            if isRecorded { try walk.machine.replay(pass: row, telling: [recorder] + (lens.map { [$0] } ?? [])) }
            if isRecorded, let lens { recorder.lens = try lens.take(token: recorder.token) }
            try recorder.endPass(writesTokens: isRecorded)
            position += pass.ids.count
            if let choice = choice(after: row, walk) { try recorder.sampled(choice.id, logProbability: choice.value) }
        }
    }

    private func recordTower(_ walk: Walk, _ range: ClosedRange<Int>, _ recorder: TraceRecorder, _ world: World) throws {
        guard let pictures = walk.pictures else { return }
        let machines = pictures.seen + (walk.isSeeing ? [walk.machine] : [])
        for (index, machine) in machines.enumerated() where range.contains(index) {
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing was written.") }
            world.progress("recording pass \(index + 1) of \(range.upperBound + 1)")
            recorder.begin(pass: index, tiles: pictures.passes[index])
            try machine.replay(pass: 0, telling: [recorder])
            try recorder.endPass()
        }
    }

    /// What was chosen after a pass, or would be.
    private func choice(after index: Int, _ walk: Walk) -> LogProbability? {
        if index + 1 < walk.passes.count {
            if case .sampled(let choice) = walk.passes[index + 1].origin { return choice }
            return nil
        }
        return walk.machine.isPassComplete && walk.pendingCount == 0 ? try? walk.nextChoice() : nil
    }
}
