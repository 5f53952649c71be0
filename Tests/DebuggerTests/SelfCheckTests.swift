import Llama4
import Machine
import Tensors
import Testing

@testable import Debugger

/// The model checked against itself.
@Suite("Checking itself")
struct SelfCheckTests {
    @Test("token by token is all at once", arguments: AskingTests.models)
    func decode(name: String) throws {
        let debugger = try GoldenModel.debugger(name, ids: 20)
        let check = try DecodeCheck(debugger.program, ids: try #require(debugger.walk).ids)
        #expect(check.first == nil, "\(String(describing: check.first))")
        #expect(check.positions == 20)
        #expect(check.equalRows > 0)
    }

    @Test("where token by token is something else, the check finds where")
    func decodeFindsDifferences() throws {
        let debugger = try GoldenModel.debugger("scout", ids: 6)
        // What depends on the number of rows is not the same in both.
        let patch = Patch("layers.1.attn.k", summary: "scaled by the length") { value in
            var tensor = value.tensor
            if tensor.shape[0] > 1 { tensor[flat: 0] += 1 }
            return .tensor(tensor)
        }
        let check = try DecodeCheck(debugger.program, patches: [patch], ids: try #require(debugger.walk).ids)
        #expect(check.first?.name == "layers.1.attn.k")
        #expect(check.first?.position == 0)
    }

    @Test("a check can be interrupted")
    func interruption() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 6)
        let reply = debugger.execute("check decode", world: World(isInterrupted: { true }))
        #expect(reply.text.hasPrefix("Interrupted"))
    }

    /// The margin of a choice after rounding, less the one before, in deviations: their mean square is 1 if the estimate holds.
    @Test("the estimated noise is what rounding the router's numbers does", arguments: ["scout", "maverick", "variant", "scout-bf16-sharded"])
    func noise(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 40)
        debugger.execute("goto end")
        let machine = try #require(debugger.walk).machine
        let check = try MarginCheck(machine)
        #expect(check.choices.allSatisfy { $0.noise > $0.ownNoise && $0.margin >= 0 })
        var squares: [Double] = []
        for choice in check.choices {
            let scope = "layers.\(choice.layer)."
            let indices = try #require(machine.program.instruction(named: scope + "moe.router_indices"))
            let router = try #require(Router(indices, machine.program))
            let input = try machine.value(named: scope + "mlp_norm").tensor.row(choice.position - machine.firstPosition)
            let logits = router.roundedLogits(input)
            let moved = Double(logits[choice.chosen] - logits[choice.runnerUp]) - choice.margin
            squares.append(moved * moved / (choice.ownNoise * choice.ownNoise))
        }
        let mean = squares.reduce(0, +) / Double(squares.count)
        #expect((0.6...1.6).contains(mean), "\(name): \(mean) over \(squares.count) choices")
    }

    @Test("bf16 rounds to the nearest, of two to the even one")
    func rounding() {
        #expect((1 as Float).roundedToBFloat16 == 1)
        #expect((1.00390625 as Float).roundedToBFloat16 == 1)
        #expect((1.01171875 as Float).roundedToBFloat16 == 1.015625)
        #expect((-3.14159 as Float).roundedToBFloat16 == -3.140625)
        #expect(BFloat16.variance(1.5) == 0x1p-14 / 12)
    }
}
