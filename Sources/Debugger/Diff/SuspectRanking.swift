import Machine

/// Which known mistakes are behind an operation that is not right: those that reproduce it, and of them the ones that account for
/// most of the pass. Where several yield the same here, the rest of the pass tells them apart: a mistake that would have changed
/// an operation that is right is not the one.
struct SuspectRanking {
    let pass: RecordedPass
    /// Every operation of the pass that was recorded.
    let judgements: [OperationJudgement]

    func suspects(of judgement: OperationJudgement) throws -> [DiffReport.Suspect] {
        var suspects: [DiffReport.Suspect] = []
        for trap in Trap.all {
            guard let (rest, first) = try judgement.rest(under: trap, in: pass) else { continue }
            // Either it explains everything, or so much that nothing of the kind is left by chance.
            guard rest.isNoise || rest.largest < judgement.ownError.largest / 100 else { continue }
            let (explained, contradicted) = try reach(of: trap)
            suspects.append(DiffReport.Suspect(
                name: trap.name, title: trap.title, remedy: trap.remedy,
                operation: try earliest(trap, before: first, judgement).name, rest: rest,
                explained: max(explained, 1), contradicted: contradicted, significance: nil))
        }
        // In the order of the list where nothing else decides.
        return suspects.enumerated().sorted { one, other in
            let scores = [one, other].map { $0.element.explained - 4 * $0.element.contradicted }
            return scores[0] != scores[1] ? scores[0] > scores[1] : one.offset < other.offset
        }.map(\.element)
    }

    /// Operations that a mistake accounts for, and those that speak against it.
    private func reach(of trap: Trap) throws -> (explained: Int, contradicted: Int) {
        var (explained, contradicted) = (0, 0)
        for judgement in judgements {
            guard let (rest, _) = try judgement.rest(under: trap, in: pass) else { continue }
            if judgement.isRight {
                // A change within the noise says nothing.
                if !rest.isNoise { contradicted += 1 }
            } else if rest.isNoise {
                explained += 1
            }
        }
        return (explained, contradicted)
    }

    /// The first operation that the mistake changes, where nobody recorded those before: an operation that isn't done leaves nothing
    /// to record, and is seen only where something else reads what it should have made.
    private func earliest(_ trap: Trap, before first: Instruction, _ judgement: OperationJudgement) throws -> Instruction {
        guard !judgement.expectation.unseen.isEmpty else { return first }
        let scope = first.name.split(separator: ".").prefix(3).joined(separator: ".") + "."
        for instruction in pass.program.instructions[..<first.pc]
        where instruction.name.hasPrefix(scope) && !pass.isRecorded(instruction.result) {
            if let (_, changed) = try pass.value(of: instruction, under: trap), changed.name == instruction.name { return instruction }
        }
        return first
    }
}
