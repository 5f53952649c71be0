import Checkpoint
import Foundation
import Llama4
import Machine
import Testing

@Suite struct SessionTests {
    private func model(_ name: String = "scout") throws -> Model {
        try Model(Checkpoint(Golden.directory(name)))
    }

    private let prompt: [Int32] = (0..<37).map { Int32(($0 * 53 + 7) % 439) }

    @Test(arguments: ["scout", "maverick", "variant"])
    func anotherCutGivesTheSameLogits(_ name: String) throws {
        let model = try model(name)
        var whole = Session(model)
        try whole.append(prompt)
        let expected = try whole.lastLogits()
        for length in [1, 3, 8, 20] {
            var cut = Session(model, plan: BatchPlan(longest: length))
            try cut.append(prompt)
            for (found, wanted) in zip(try cut.lastLogits(), expected) {
                // Sums of another order: the tolerance of the golden cases.
                #expect(abs(found - wanted) < 1e-4)
            }
        }
    }

    @Test func onlyTheLastRowOrAllRows() throws {
        let model = try model()
        var last = Session(model)
        var all = Session(model, logits: .all)
        try last.append(prompt)
        try all.append(prompt)
        #expect(try last.machine.value(named: "logits").shape == [1, 439])
        #expect(try all.machine.value(named: "logits").shape == [37, 439])
        for (one, other) in zip(try last.lastLogits(), try all.lastLogits()) { #expect(abs(one - other) < 1e-4) }
    }

    @Test func generationStopsAtAStopToken() throws {
        let model = try model()
        var free = Session(model)
        try free.append(prompt)
        var ids: [Int32] = []
        let ending = try free.generate(10, stops: []) { ids.append($0.id) }
        #expect(ending == .length && ids.count == 10)
        let stop = ids[6]
        var stopped = Session(model)
        try stopped.append(prompt)
        var until: [Int32] = []
        #expect(try stopped.generate(10, stops: [stop]) { until.append($0.id) } == .stopToken(stop))
        #expect(until == Array(ids.prefix(while: { $0 != stop })))
    }

    @Test func stoppingKeepsWhatIsThere() throws {
        var session = Session(try model())
        try session.append(prompt)
        var asked = 0
        var ids: [Int32] = []
        let ending = try session.generate(100, stops: []) {
            asked += 1
            return asked < 500
        } report: { ids.append($0.id) }
        #expect(ending == .stopped)
        #expect(!ids.isEmpty && ids.count < 100)
    }

    @Test func aCopyGoesItsOwnWay() throws {
        var session = Session(try model(), sampling: SamplingSettings(temperature: 1, seed: 4))
        try session.append(prompt)
        var copy = session
        var first: [Int32] = []
        var second: [Int32] = []
        _ = try session.generate(8, stops: []) { first.append($0.id) }
        _ = try copy.generate(8, stops: []) { second.append($0.id) }
        #expect(first == second)
    }

    @Test func scoresAreTheLogitsLogProbabilities() throws {
        let model = try model()
        var scored = Session(model, logits: .all, plan: BatchPlan(longest: 5))
        let scores = try #require(try scored.score(prompt))
        #expect(scores.map(\.id) == Array(prompt.dropFirst()))
        var stepwise = Session(model)
        for (index, score) in scores.enumerated() {
            try stepwise.append([prompt[index]])
            let expected = LogProbability.of(prompt[index + 1], logits: try stepwise.lastLogits())
            #expect(abs(score.value - expected.value) < 1e-3)
        }
    }

    @Test func aPromptIsCutWhereItsScoresWouldNotFit() throws {
        let config = try model().config
        let plan = BatchPlan(byteBudget: 1 << 20, longest: 512)
        let near = plan.nextLength(remaining: 10_000, position: 0, config: config, logits: .last)
        let far = plan.nextLength(remaining: 10_000, position: 100_000, config: config, logits: .last)
        #expect(near > far && far >= 1)
        #expect(BatchPlan.onePass.nextLength(remaining: 41, position: 0, config: config, logits: .all) == 41)
    }

    @Test func logitsThatAreNoNumbersAreAnError() throws {
        let spoiled = Patch("logits", summary: "NaN") { value in
            var tensor = value.tensor
            tensor[flat: 0] = .nan
            return .tensor(tensor)
        }
        var session = Session(try model(), patches: [spoiled])
        try session.append([1, 2])
        #expect(throws: SessionError.self) { try session.sample() }
    }
}
