import Synchronization
import Tensors

/// Brings weights into memory ahead of their use and gives them back afterwards, for models that are larger than memory.
///
/// Before each instruction the pager looks ahead: at the matrices of this instruction and, up to a number of bytes, of those that
/// follow, in the next pass too. Experts count as soon as the router has chosen, so only the chosen ones are touched. What
/// is not among them any more is given back. A thread of its own asks for pages meanwhile; whoever waits for pages helps.
///
/// It never changes a result: weights that are not there come when somebody reads them, only slower.
public final class WeightPager: Sendable {
    private let aheadBudget: Int
    private let requests = PageRequests()
    /// What has been asked for and not given back.
    private let held = Mutex<[PageRequest]>([])

    /// - Parameter aheadBudget: bytes that may be asked for beyond what the present instruction reads.
    public init(aheadBudget: Int = 768 << 20) {
        self.aheadBudget = aheadBudget
        requests.serve()
    }

    deinit {
        requests.close()
    }

    /// Bytes that are held now, or on their way.
    public var heldByteCount: Int { held.withLock { $0.reduce(0) { $0 + $1.addresses.count } } }

    /// Makes sure that the matrices of an instruction are there, and that those of the next ones are on their way.
    func prepare(_ pc: Int, of program: Program, values: [Value?]) {
        let wanted = upcoming(pc, of: program, values: values)
        let (own, idle) = held.withLock { held -> ([PageRequest], [PageRequest]) in
            let idle = held.filter { request in !wanted.contains { $0.overlaps(request) } }
            held.removeAll { request in idle.contains { $0 === request } }
            for new in wanted where !held.contains(where: { $0.covers(new) }) {
                held.append(new)
                requests.add(new)
            }
            return (held.filter { request in wanted.contains { $0.isUrgent && $0.overlaps(request) } }, idle)
        }
        for request in idle { request.giveBack() }
        for request in own { request.complete() }
    }

    /// Gives back all that is held.
    public func giveBackAll() {
        let all = held.withLock { held in
            defer { held = [] }
            return held
        }
        for request in all { request.giveBack() }
    }

    /// What this instruction and the next ones read, as far as that is known and the budget goes.
    private func upcoming(_ pc: Int, of program: Program, values: [Value?]) -> [PageRequest] {
        var wanted: [PageRequest] = []
        var ahead = 0
        let instructions = program.instructions
        for step in 0..<instructions.count {
            let isNextPass = pc + step >= instructions.count
            let instruction = instructions[(pc + step) % instructions.count]
            let matrices = instruction.operation.matricesRead { operand in
                isNextPass ? nil : values[instruction.operands[operand].index]
            }
            for matrix in matrices {
                guard let memory = matrix.pagedMemory else { continue }
                let request = PageRequest(memory, matrix.addresses, isUrgent: step == 0)
                if step > 0 { ahead += request.addresses.count }
                guard ahead <= aheadBudget else { return wanted }
                if !wanted.contains(where: { $0.covers(request) }) { wanted.append(request) }
            }
        }
        return wanted
    }
}
