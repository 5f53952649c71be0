import Foundation
import Llama4
import Testing

@Suite struct SamplerTests {
    private func shares(_ settings: SamplingSettings, logits: [Float], context: [Int32] = [], draws: Int = 20_000) -> [Double] {
        var sampler = Sampler(settings)
        var counts = [Int](repeating: 0, count: logits.count)
        for _ in 0..<draws {
            guard let id = sampler.sample(logits, context: context) else { continue }
            counts[Int(id)] += 1
        }
        return counts.map { Double($0) / Double(draws) }
    }

    @Test func greedyTakesTheLargestAndOfEqualsTheFirst() {
        var sampler = Sampler(.greedy)
        #expect(sampler.sample([1, 3, 3, 2], context: []) == 1)
        #expect(sampler.sample([.nan, -5, .nan], context: []) == 1)
        #expect(sampler.sample([.nan, -.infinity], context: []) == nil)
    }

    @Test func frequenciesFollowTheProbabilities() {
        let logits: [Float] = [0, 1, 2]
        let found = shares(SamplingSettings(temperature: 0.5, seed: 3), logits: logits)
        let weights = logits.map { exp(Double($0) / 0.5) }
        let sum = weights.reduce(0, +)
        for (share, weight) in zip(found, weights) {
            // Four standard deviations of a share at 20,000 draws are below 0.015.
            #expect(abs(share - weight / sum) < 0.015)
        }
    }

    @Test func filtersKeepWhatTheySay() {
        let logits: [Float] = [log(0.5), log(0.3), log(0.15), log(0.05)]
        func kept(_ settings: SamplingSettings) -> [Int] {
            shares(settings, logits: logits, draws: 2000).indices.filter { shares(settings, logits: logits, draws: 2000)[$0] > 0 }
        }
        #expect(kept(SamplingSettings(temperature: 1)) == [0, 1, 2, 3])
        #expect(kept(SamplingSettings(temperature: 1, topK: 2)) == [0, 1])
        #expect(kept(SamplingSettings(temperature: 1, topP: 0.79)) == [0, 1])
        #expect(kept(SamplingSettings(temperature: 1, topP: 0.81)) == [0, 1, 2])
        #expect(kept(SamplingSettings(temperature: 1, topP: 0.01)) == [0])
        #expect(kept(SamplingSettings(temperature: 1, minP: 0.25)) == [0, 1, 2])
    }

    @Test func theRepetitionPenaltyLowersWhatOccurred() {
        var sampler = Sampler(SamplingSettings(repetitionPenalty: 2))
        #expect(sampler.sample([3, 2, -1], context: [0]) == 1)
        #expect(sampler.sample([-1, -1.5, -9], context: [0, 7]) == 1)
    }

    @Test func theSameSeedGivesTheSameTokens() {
        let logits = (0..<50).map { Float(($0 * 7) % 11) }
        var one = Sampler(SamplingSettings(temperature: 1, seed: 9))
        var other = one
        for _ in 0..<100 { #expect(one.sample(logits, context: []) == other.sample(logits, context: [])) }
    }

    @Test func infiniteLogitsAreCertain() {
        #expect(shares(SamplingSettings(temperature: 1), logits: [0, .infinity, 0], draws: 100)[1] == 1)
    }

    @Test(arguments: [
        SamplingSettings(temperature: -1), SamplingSettings(temperature: .nan), SamplingSettings(topK: 0),
        SamplingSettings(topP: 1.5), SamplingSettings(minP: -0.1), SamplingSettings(repetitionPenalty: 0),
    ])
    func settingsThatMakeNoSenseAreRefused(_ settings: SamplingSettings) {
        #expect(throws: SamplingSettings.Problem.self) { try settings.validate() }
    }

    @Test func logProbabilitiesAddUpToOne() {
        let logits: [Float] = [100, 101, -50, 99.5]
        let top = LogProbability.top(4, logits: logits)
        #expect(top.map(\.id) == [1, 0, 3, 2])
        #expect(abs(top.reduce(0) { $0 + exp($1.value) } - 1) < 1e-12)
        #expect(LogProbability.of(0, logits: logits).value == top[1].value)
    }
}
