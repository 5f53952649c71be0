import Machine
import Tensors
import Testing

/// What a pass is said to cost before it runs, beside the pass.
@Suite struct PassEstimateTests {
    private let program = ToyProgram.make()

    @Test(arguments: [([1, 4, 2, 6, 0], []), ([3], [1, 4, 2, 6]), ([5, 1], [1, 4, 2, 6, 0, 2, 3])] as [([Int32], [Int32])])
    func everyValueHasTheShapeThatWasForetold(_ ids: [Int32], _ before: [Int32]) throws {
        var machine = Machine(program, retention: .everything)
        for id in before {
            try machine.begin(ids: [id])
            try machine.run()
        }
        try machine.begin(ids: ids)
        try machine.run()
        let estimate = PassEstimate(program, newPositions: ids.count, firstPosition: before.count)
        for instruction in program.instructions {
            #expect(try machine.value(of: instruction.result).shape == estimate.shape(of: instruction.result), "\(instruction.name)")
        }
    }

    @Test func aLinearLayerByHand() throws {
        let estimate = PassEstimate(program, newPositions: 5, firstPosition: 0)
        // [5, 8] times [4, 8].
        let cost = estimate.cost(of: try #require(program.instruction(named: "attn.k")))
        #expect(cost.flops == 2 * 5 * 8 * 4)
        #expect(cost.weightBytes == 4 * 8 * 4)
        #expect(cost.valueBytes == 4 * (5 * 8 + 5 * 4))
    }

    @Test func expertsCountAsManyAsCanBeChosen() throws {
        let experts = try #require(program.instruction(named: "expert.out"))
        for (tokens, chosen) in [(1, 2), (2, 3), (9, 3)] {
            let cost = PassEstimate(program, newPositions: tokens, firstPosition: 0).cost(of: experts)
            #expect(cost.weightBytes == chosen * 8 * 8 * 4)
            #expect(cost.flops == 2 * tokens * 2 * 8 * 8)
        }
    }

    @Test func aChunkedLayerCostsTheSameFarOut() throws {
        let scores = try #require(program.instruction(named: "attn.scores"))
        // Chunks of 3: positions 4 and 1000 are both the second of theirs.
        let near = PassEstimate(program, newPositions: 1, firstPosition: 4)
        let far = PassEstimate(program, newPositions: 1, firstPosition: 1000)
        #expect(near.cost(of: scores) == far.cost(of: scores))
        #expect(near.cost(of: scores).flops == 2 * 2 * 2 * 4)
    }

    @Test func allTogetherAreTheSum() {
        let estimate = PassEstimate(program, newPositions: 2, firstPosition: 3)
        #expect(estimate.total.flops == program.instructions.reduce(0) { $0 + estimate.cost(of: $1).flops })
    }
}
