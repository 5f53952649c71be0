import Machine
import Testing

@testable import Debugger

@Suite("Comparing")
struct ComparingTests {
    static let models = ["scout", "maverick"]

    @Test("equal runs are equal, wherever the walk stands", arguments: models)
    func equal(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 9)
        for line in ["step 30", "token 2", "step 55", "rope 0 off", "rules off"] {
            debugger.execute(line)
            if !debugger.rules.isEmpty { continue }
            let comparison = try debugger.comparisonWithBaseline(continuing: 4, World())
            #expect(comparison.isEqual, "\(line)")
            #expect(comparison.divergence == 0)
            #expect(comparison.flips.isEmpty)
            #expect(comparison.residuals.allSatisfy { $0.distance == 0 })
            #expect(comparison.continuation.baseline == comparison.continuation.changed)
        }
    }

    @Test("the first difference is the first: what was set by hand", arguments: models)
    func firstDifference(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 7)
        debugger.execute("until layers.1.attn.q")
        debugger.execute("set layers.1.attn_norm[4, 3] = 5")
        let comparison = try debugger.comparisonWithBaseline(continuing: 0, World())
        #expect(comparison.first?.name == "layers.1.attn_norm")
        #expect(comparison.first?.position == 4)
        #expect(comparison.residuals.first?.distance == 0)
        #expect((comparison.residuals.last?.distance ?? 0) > 0)
    }

    @Test("a difference in an earlier pass is found, and the latest walk stays where it is")
    func earlierPass() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 7)
        debugger.execute("set stopping off")
        debugger.execute("token 3")
        debugger.execute("patch layers.2.attn.out[3] = scale 1.5")
        let place = debugger.walk?.place
        let first = try debugger.comparisonWithBaseline(continuing: 0, World()).first
        #expect(first?.name == "layers.2.attn.out")
        #expect(first?.position == 3)
        #expect(first?.pass == 0)
        #expect(debugger.walk?.place == place)
    }

    @Test("a sweep says of the router's own expert that nothing changes, and of others what a rule would do", arguments: models)
    func sweep(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 9)
        debugger.execute("token 2")
        let (layer, position) = (1, 5)
        let sweep = try RouteSweep(debugger, layer: layer, position: position, World())
        #expect(sweep.missing == 0)
        #expect(sweep.rows.filter(\.isChosen).allSatisfy { $0.divergence == 0 })
        #expect(sweep.rows.contains { $0.divergence > 0 })
        for row in sweep.rows {
            var forced = debugger
            #expect(!forced.execute("route \(layer) \(position) \(row.expert)").isRefused)
            let distribution = try TokenDistribution(after: forced.finishedWalk(World()).machine)
            #expect(distribution.best == row.best)
            #expect(abs(distribution.probability(of: row.best) - row.probability) < 1e-12)
        }
    }

    @Test("the divergence is that of the textbook")
    func divergence() {
        let (one, other) = (TokenDistribution(logits: [0, 0]), TokenDistribution(logits: [0, 1.0986123]))
        #expect(one.divergence(to: one) == 0)
        // p = (½, ½), q = (¼, ¾): ½ ln 2 + ½ ln ⅔
        #expect(abs((one.divergence(to: other) ?? 0) - 0.1438410) < 1e-6)
        #expect(one.divergence(to: TokenDistribution(logits: [0, 0, 0])) == nil)
    }

    @Test("activation patching: after the last layer, the last position decides alone; before the difference, nothing returns", arguments: models)
    func patching(name: String) throws {
        let debugger = try GoldenModel.debugger(name, ids: 3)
        let clean: [Int32] = [420, 54, 71, 285, 220, 311, 303]
        let corrupted: [Int32] = [420, 54, 71, 99, 220, 311, 303]
        let sweep = try ActivationPatching(debugger, clean: clean, corrupted: corrupted, answer: 7, World())
        let last = try #require(sweep.effects.last)
        for (position, effect) in last.enumerated() {
            #expect(abs((effect ?? .nan) - (position == 6 ? 1 : 0)) < 1e-4)
        }
        for row in sweep.effects { for position in 0..<3 { #expect(row[position] == 0) } }
    }

    @Test("activation patching stops when asked to, and keeps what it has")
    func interrupted() throws {
        let debugger = try GoldenModel.debugger("scout", ids: 3)
        let count = debugger.program.instructions.count
        var patience = 2 * count + 3
        let world = World(isInterrupted: {
            patience -= 1
            return patience < 0
        })
        let sweep = try ActivationPatching(debugger, clean: [420, 54, 71], corrupted: [420, 99, 71], answer: 7, world)
        #expect(sweep.effects[0][0] != nil)
        #expect(sweep.effects[3][2] == nil)
        #expect(ActivationPatchingText(sweep, debugger).answer.text.contains("Interrupted"))
    }
}
