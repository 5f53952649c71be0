import Machine
import Tensors
import Trace

/// Values that were kept, by name: those of a saved state, or of a recording.
struct KeptValues: Sendable {
    /// A value of a pass, and the position that the pass begins at.
    private struct Part: Sendable {
        let firstPosition: Int
        let value: Value
    }

    /// What they come from, for messages: `the snapshot`, `run.json`.
    private let origin: String
    private var parts: [String: [Part]] = [:]

    var isEmpty: Bool { parts.isEmpty }

    /// The values of a saved state that a pattern finds among those that had been computed.
    init(_ machine: Machine, matching pattern: NamePattern) throws(MachineError) {
        origin = "the snapshot"
        for instruction in machine.program.instructions[..<machine.pc] where pattern.matches(instruction.name) {
            parts[instruction.name] = [Part(firstPosition: machine.firstPosition, value: try machine.value(of: instruction.result))]
        }
    }

    /// The values of all passes of a recording that a pattern finds among those that were recorded in full.
    init(_ trace: RecordedTrace, matching pattern: NamePattern) throws(TraceError) {
        origin = trace.path
        for instruction in trace.header.program where pattern.matches(instruction.name) {
            for pass in trace.passes.indices {
                guard let value = try trace.value(named: instruction.name, inPass: pass) else { continue }
                parts[instruction.name, default: []].append(Part(firstPosition: trace.passes[pass].event.firstPosition, value: value))
            }
        }
    }

    /// The numbers at the same places, positions taken as absolute.
    func numbers(like shape: Shape, at offsets: [Int], _ site: Patch.Site) throws(OperationError) -> [Float] {
        let name = site.instruction.name
        guard let parts = parts[name] else { throw OperationError("\(origin) has no \(name)") }
        if let same = parts.first(where: { $0.firstPosition == site.firstPosition })?.value.tensor, same.shape == shape {
            return same.withUnsafeBuffer { source in offsets.map { source[$0] } }
        }
        let found = parts[0].value.shape
        guard site.instruction.shape.extents.first == .newPositions, found.extents.dropFirst() == shape.extents.dropFirst() else {
            throw OperationError("the \(name) of \(origin) is \(found), which doesn't fit \(shape) at other positions")
        }
        let length = shape.elementCount / max(shape.extents.first ?? 1, 1)
        let rows = parts.map { (first: $0.firstPosition, tensor: $0.value.tensor) }
        var numbers: [Float] = []
        for offset in offsets {
            let position = site.firstPosition + offset / length
            guard let part = rows.first(where: { $0.first <= position && position < $0.first + $0.tensor.count / length }) else {
                throw OperationError("\(origin) has no position \(position); give the positions to patch: \(name)[A:B]")
            }
            numbers.append(part.tensor[flat: (position - part.first) * length + offset % length])
        }
        return numbers
    }
}
