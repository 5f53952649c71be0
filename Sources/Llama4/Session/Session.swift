import Machine
import Tensors

/// A model at work on one text: the machine, the ids so far, and the sampler. What is truly dynamic in generating (how
/// a prompt is cut, which token comes next, when to stop) lives here, above the program.
///
///     var session = Session(model, sampling: .greedy)
///     try session.append(prompt)
///     let next = try session.sample()
///
/// A session is a value: a copy goes its own way.
public struct Session {
    public let model: Model
    public let logitRows: ForwardPass.LogitRows
    public let plan: BatchPlan
    /// What pictures put into the text; nil for a text alone.
    public let images: ImageRows?
    public var machine: Machine
    public var sampler: Sampler
    /// All tokens that have gone through the model, in order.
    public private(set) var ids: [Int32] = []

    public init(
        _ model: Model, sampling: SamplingSettings = .greedy, logits rows: ForwardPass.LogitRows = .last,
        retention: Retention = .freeing, patches: [Patch] = [], plan: BatchPlan = BatchPlan(), images: ImageRows? = nil
    ) {
        self.model = model
        self.plan = plan
        self.images = images
        logitRows = rows
        sampler = Sampler(sampling)
        machine = Machine(model.program(logits: rows, takesImages: images != nil), retention: retention, patches: patches)
        machine.supply = images?.supply
    }

    /// Runs tokens through the model, in as many passes as the plan says.
    ///
    /// - Parameters:
    ///   - shouldContinue: asked between instructions; when it says no, the pass stays where it is
    ///   - progress: told after each pass how many of the new tokens are through
    ///   - beforePass: told when a pass has begun and nothing of it has run
    /// - Returns: false if it was stopped.
    @discardableResult
    public mutating func append(
        _ new: [Int32], shouldContinue: () -> Bool = { true }, progress: (Int) -> Void = { _ in },
        afterPass: (borrowing Machine) throws(MachineError) -> Void = { _ in },
        beforePass: (borrowing Machine) -> Void = { _ in }
    ) throws(MachineError) -> Bool {
        var done = 0
        while done < new.count {
            let length = plan.nextLength(
                remaining: new.count - done, position: ids.count, config: model.config, logits: logitRows)
            try machine.begin(ids: Array(new[done..<done + length]))
            beforePass(machine)
            repeat {
                guard shouldContinue() else { return false }
            } while try machine.step()
            ids += new[done..<done + length]
            done += length
            try afterPass(machine)
            progress(done)
        }
        return true
    }

    /// The logits at the last position, [V].
    ///
    /// - Throws: `notComputed` before the first pass is complete.
    public func lastLogits() throws(MachineError) -> [Float] {
        let logits = try machine.value(named: "logits").tensor
        return logits.withUnsafeBuffer { Array($0.suffix(logits.shape.rowLength)) }
    }

    /// Chooses the next token. It is not appended yet.
    public mutating func sample() throws(SessionError) -> Int32 {
        let logits: [Float]
        do { logits = try lastLogits() } catch { throw .machine(error) }
        guard let id = sampler.sample(logits, context: ids), !logits.contains(where: \.isNaN) else {
            throw .noNumber(position: ids.count - 1, notNumbers: logits.count { $0.isNaN }, count: logits.count)
        }
        return id
    }
}

/// Why a session could not go on.
public enum SessionError: Error, Sendable, CustomStringConvertible {
    case machine(MachineError)
    /// The logits hold NaN, or nothing above −∞.
    case noNumber(position: Int, notNumbers: Int, count: Int)

    public var description: String {
        switch self {
        case .machine(let error): error.description
        case .noNumber(let position, let notNumbers, let count):
            "the logits at position \(position) can't be sampled from: \(notNumbers) of \(count) are NaN. "
                + "The weights are probably damaged; step through the pass to find the first value that is NaN."
        }
    }
}
