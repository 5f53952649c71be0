import Llama4
import Machine

/// Through the vision tower, before the text.
extension Walk {
    /// Whether the walk stands in a pass of the vision tower.
    var isSeeing: Bool {
        pictures.map { $0.seen.count < $0.passes.count } ?? false
    }

    /// Passes through the tower that are behind the walk.
    var towerPassCount: Int { pictures?.seen.count ?? 0 }

    /// The number of passes before this one, those of the tower included.
    var passIndex: Int { towerPassCount + machine.passIndex }

    /// Whether anything was set by hand.
    var hasEdits: Bool { machine.hasEdits || pictures?.seen.contains { $0.hasEdits } == true }

    /// The tiles that go through the tower in this pass; nil in a pass of the text.
    var tiles: Range<Int>? {
        guard let pictures, isSeeing else { return nil }
        return pictures.passes[pictures.seen.count]
    }

    /// Passes through the tower that are still to come.
    var pendingTowerPassCount: Int {
        pictures.map { max($0.passes.count - $0.seen.count - 1, 0) } ?? 0
    }

    /// The passes of the tower, or of the text.
    func passes(ofTower isTower: Bool) -> Range<Int> {
        let count = pictures?.passes.count ?? 0
        return isTower ? 0..<count : count..<Int.max
    }

    /// All tokens that are known: those of the passes, or the input while its pictures are looked at.
    var knownIDs: [Int32] { isSeeing ? input : ids }

    /// Begins the next pass of the tower, or the first one of the text.
    mutating func leaveTowerPass() throws -> Pass {
        guard var pictures else { preconditionFailure("a walk without pictures stands in no tower") }
        pictures.seen.append(machine)
        if pictures.seen.count < pictures.passes.count {
            let next = try pictures.machine(pictures.seen.count, retention, patches)
            let pass = Pass(ids: [], origin: .tiles(pictures.passes[pictures.seen.count]), sampler: sampler)
            (machine, self.pictures) = (next, pictures)
            return pass
        }
        if let recording {
            guard recording.passCount > 0 else { throw Refusal("The recording ends here.") }
            (machine, self.pictures) = (Machine(playing: recording), pictures)
            _ = try beginRecordedPass()
            return passes[passes.count - 1]
        }
        let rows = try pictures.rows(in: input)
        let before = machine
        machine = Machine(textProgram, retention: retention, patches: patches)
        machine.supply = rows.supply
        do {
            try beginBatch()
        } catch {
            machine = before
            throw error
        }
        self.pictures = pictures
        return passes[passes.count - 1]
    }

    /// Goes back to the end of the tower's last pass before this one.
    ///
    /// - Returns: false if there is none.
    mutating func reenterTower() -> Bool {
        guard let last = pictures?.seen.popLast() else { return false }
        machine = last
        if let first = passes.first { sampler = first.sampler }
        passes = []
        return true
    }

    /// Stands where another walk stands in the tower, or behind all of it. What nothing changes is taken over, not computed again.
    mutating func repeatTower(of original: Walk, _ world: World) throws(Refusal) {
        guard let theirs = original.pictures else { return }
        let isSame = model.checkpoint.location == original.model.checkpoint.location
        let isTouched = (theirs.seen + [original.machine]).contains { !$0.patchedRegisters.isEmpty || $0.hasEdits }
        if isSame, !isTouched || !original.isSeeing, theirs.seen.allSatisfy({ $0.patchedRegisters.isEmpty && !$0.hasEdits }),
            machine.patchedRegisters.isEmpty
        {
            pictures?.seen = theirs.seen.dropLast(original.isSeeing ? 0 : 1)
            if original.isSeeing {
                machine = original.machine
            } else if let last = theirs.seen.last {
                machine = last
                _ = try refusing { try forward() }
            }
            return
        }
        for _ in theirs.seen {
            try finishPass(world)
            _ = try refusing { try forward() }
        }
        guard original.isSeeing else { return }
        while machine.pc < original.machine.pc { try stepOnce(world) }
    }
}
