@testable import Machine
import Synchronization
import Tensors
import Testing

/// Weights that are asked for ahead of use, and given back after it.
@Suite struct WeightPagerTests {
    private static let hidden = 8

    /// Four linear layers, the experts of a router between the second and the third.
    private static func program(in memory: PagedFloats, pager: WeightPager?) -> Program {
        let builder = ProgramBuilder()
        let ids = builder.input("ids", shape: [.newPositions])
        _ = builder.input("positions", shape: [.newPositions])
        let x = builder.embed(ids, memory.matrix("embed", outputs: 5), as: "embed")
        let first = builder.linear(x, memory.matrix("first"), as: "first")
        let router = builder.linear(first, memory.matrix("router", outputs: 4), as: "router_logits")
        let chosen = builder.topIndices(router, count: 1, as: "router_indices")
        let experts = (0..<4).map { memory.matrix("expert.\($0)") }
        let input = builder.scaleCopies(first, by: builder.sigmoid(router, at: chosen, as: "router_scores"), as: "in")
        let out = builder.expertLinear(input, experts, indices: chosen, projection: "up", as: "expert.out")
        let third = builder.linear(builder.sumCopies(out, as: "routed_out"), memory.matrix("third"), as: "third")
        _ = builder.linear(third, memory.matrix("logits", outputs: 5), as: "logits")
        return builder.finish(pager: pager)
    }

    @Test(arguments: [0, 256, 1 << 20])
    func changesNoBit(_ aheadBudget: Int) throws {
        let memory = PagedFloats()
        var paged = Machine(Self.program(in: memory, pager: WeightPager(aheadBudget: aheadBudget)), retention: .everything)
        var plain = Machine(Self.program(in: PagedFloats(), pager: nil), retention: .everything)
        for pass: [Int32] in [[1, 4, 2], [0], [3]] {
            try paged.begin(ids: pass)
            try plain.begin(ids: pass)
            while try paged.step() { try plain.step() }
            for instruction in paged.program.instructions {
                #expect(try paged.value(of: instruction.result).isBitEqual(to: plain.value(of: instruction.result)), "\(instruction.name)")
            }
        }
    }

    @Test func whatAnInstructionReadsIsThereWhenItRuns() throws {
        let memory = PagedFloats()
        var machine = Machine(Self.program(in: memory, pager: WeightPager(aheadBudget: 256)), retention: .freeing)
        try machine.begin(ids: [1])
        while let instruction = machine.nextInstruction {
            try machine.step()
            for operand in instruction.operation.weights where !["embed", "expert.0"].contains(operand.name) {
                #expect(memory.resident.contains(operand.name), "\(instruction.name) reads \(operand.name)")
            }
        }
    }

    @Test func onlyTheChosenExpertIsTouched() throws {
        let memory = PagedFloats()
        var machine = Machine(Self.program(in: memory, pager: WeightPager(aheadBudget: 1 << 20)), retention: .everything)
        try machine.begin(ids: [2])
        try machine.run()
        guard case .indices(let chosen) = try machine.value(named: "router_indices") else { return }
        let touched = memory.everAskedFor.filter { $0.hasPrefix("expert.") }
        #expect(touched == ["expert.\(chosen.values[0])"])
    }

    @Test func memoryIsBoundedAndComesBack() throws {
        let memory = PagedFloats()
        let pager = WeightPager(aheadBudget: 0)
        let largest = Self.hidden * Self.hidden * 4
        var machine = Machine(Self.program(in: memory, pager: pager), retention: .freeing)
        for id: Int32 in 0..<4 {
            try machine.begin(ids: [id])
            while try machine.step() { #expect(pager.heldByteCount <= largest) }
        }
        pager.giveBackAll()
        #expect(memory.resident.isEmpty && pager.heldByteCount == 0)
    }
}

/// Made-up weights that remember who asked for them.
private final class PagedFloats: PagedMemory, @unchecked Sendable {
    private struct State {
        var ranges: [(name: String, addresses: Range<UInt>)] = []
        var resident: Set<String> = []
        var everAskedFor: Set<String> = []
    }

    private let state = Mutex(State())
    private let floats = UnsafeMutablePointer<Float>.allocate(capacity: 4096)
    private let used = Mutex(0)

    deinit { floats.deallocate() }

    var resident: Set<String> { state.withLock { $0.resident } }
    var everAskedFor: Set<String> { state.withLock { $0.everAskedFor } }

    func matrix(_ name: String, outputs: Int = 8) -> WeightMatrix {
        let count = outputs * 8
        let start = used.withLock { used in
            defer { used += count }
            return used
        }
        for (i, value) in ToyProgram.wave(count, seed: start).enumerated() { (floats + start + i).initialize(to: value) }
        let matrix = WeightMatrix(
            name: name, dtype: .float32, layout: .outputMajor, inputs: 8, outputs: outputs, stride: 8,
            base: UnsafeRawPointer(floats + start), owner: self)
        state.withLock { $0.ranges.append((name, matrix.addresses)) }
        return matrix
    }

    func bringIn(_ addresses: Range<UInt>) {
        state.withLock { state in
            for range in state.ranges where range.addresses.overlaps(addresses) {
                state.resident.insert(range.name)
                state.everAskedFor.insert(range.name)
            }
        }
    }

    func letGo(_ addresses: Range<UInt>) { giveBack(addresses) }

    func giveBack(_ addresses: Range<UInt>) {
        state.withLock { state in
            for range in state.ranges where range.addresses.overlaps(addresses) { state.resident.remove(range.name) }
        }
    }
}
