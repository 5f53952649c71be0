import JSON
import Machine
import Tensors
import Views

/// `info determinism`: what is promised to be the same, and what it depends on.
enum InfoDeterminism {
    static func answer(_ debugger: Debugger) -> Answer {
        let threads = Parallel.threadCount
        let formats = Set(debugger.program.instructions.flatMap { $0.operation.weights.map(\.encoding.rawValue) }).sorted()
        var rows = [
            ("promised", "the same text in the same passes gives the same bits: stepping, running, going back, what is computed again, a fork"),
            ("within rounding", "the same text in other passes, as token by token: sums run in another order (`check decode` measures it)"),
            ("threads", "\(threads) of \(Parallel.processorCount.times("processor")); how many there are never changes a bit: each number is computed by one thread"),
            ("kernels", KernelDescription.text),
            ("weights", "\(formats.joined(separator: ", ")), widened exactly to 32-bit floats; products are summed in 32 bits"),
            ("chance", "only the sampler's, and its seed decides: `info sampling`"),
        ]
        let again = debugger.walk.flatMap(ranAgain)
        rows.append(("tried just now", again.map { $0.text } ?? "nothing: there is no pass yet"))
        let width = rows.map(\.0.count).max() ?? 0
        let room = max(debugger.style.width - width - 2, 16)
        let lines = rows.flatMap { name, text in
            debugger.style.glyphs.prose(text).wrapped(to: room).enumerated().map { line, part in
                (line == 0 ? name : "").padded(to: width) + "  " + part
            }
        }
        return Answer(lines.joined(separator: "\n"), json: [
            "threads": .int(threads), "processors": .int(Parallel.processorCount), "kernels": .string(KernelDescription.text),
            "weights": .array(formats.map { .string($0) }), "values_compared": .int(again?.count ?? 0),
            "equal": again.map { .bool($0.different == nil) } ?? .null,
        ])
    }

    /// Runs the pass as far as it is again, on a fork, and compares.
    private static func ranAgain(_ walk: Walk) -> (text: String, count: Int, different: String?)? {
        var fork = walk.machine.fork()
        let edits = walk.machine.editedRegisters
        guard edits.isEmpty else { return ("nothing: values of this pass were set by hand", 0, nil) }
        fork.rewind()
        var count = 0
        while fork.pc < walk.machine.pc, let instruction = fork.nextInstruction {
            guard (try? fork.step()) == true else { return nil }
            // What was let go would only be computed a third time.
            guard walk.machine.holds(instruction.result), let mine = try? walk.machine.value(of: instruction.result),
                let again = try? fork.value(of: instruction.result)
            else { continue }
            guard mine.isBitEqual(to: again) else { return ("the pass once more: \(instruction.name) differs!", count, instruction.name) }
            count += 1
        }
        return ("the pass once more: \(count.times("value")) equal to the last bit", count, nil)
    }
}
