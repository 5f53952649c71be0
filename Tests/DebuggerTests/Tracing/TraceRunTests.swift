import Foundation
import Llama4
import Machine
import TestSupport
import Testing
import Trace

@testable import Debugger

/// What is recorded is what was computed.
@Suite struct TraceRunTests {
    /// Keeps everything that a session computes.
    private final class Memory: Observer {
        var values: [[String: Value]] = []

        func wants(_ instruction: Instruction) -> Bool { true }

        func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
            if pass == values.count { values.append([:]) }
            values[pass][instruction.name] = value
        }
    }

    /// The same passes, and their values in memory.
    private func remembered(_ model: Model, _ ids: [Int32], newTokens: Int) throws -> [[String: Value]] {
        let memory = Memory()
        var session = Session(model, logits: .all, plan: .onePass)
        session.machine.observers = [memory]
        try session.append(ids)
        for _ in 0..<newTokens { try session.append([try session.sample()]) }
        return memory.values
    }

    static func record(
        _ model: Model, _ ids: [Int32], _ plan: TraceRun.Plan, in folder: TemporaryDirectory
    ) throws -> (run: TraceRun, outcome: TraceRun.Outcome) {
        var plan = plan
        plan.heedsStopTokens = false
        let run = try TraceRun(model, ids: ids, plan: plan, sampling: .greedy, version: "0")
        let outcome = try run.record(to: folder.path + "/run.json", seconds: nil, shouldContinue: { true }, progress: { _, _ in })
        return (run, outcome)
    }

    @Test(arguments: ["pocket-scout", "pocket-maverick", "scout", "maverick"], TraceLevel.allCases)
    func everyLevelHoldsTheValuesInMemory(name: String, level: TraceLevel) throws {
        let folder = try TemporaryDirectory()
        let model = try GoldenModel.load(name)
        let ids = (0..<40).map { Int32($0 * 7 % 300 + 3) }
        let (run, outcome) = try Self.record(model, ids, .init(level: level, select: ["layers.0.attn.z"], newTokens: 2), in: folder)
        let memory = try remembered(model, ids, newTokens: 2)
        let trace = try RecordedTrace(path: outcome.path)
        #expect(trace.warning == nil && trace.passes.count == 3 && outcome.passes == 3)
        for (pass, values) in memory.enumerated() {
            #expect(trace.passes[pass].recordedPCs.count == values.count)
            for (name, value) in values {
                let event = try #require(try trace.event(named: name, inPass: pass))
                #expect(event.shape == value.shape.extents)
                let found = try trace.value(of: event, inPass: pass)
                if trace.header.keeps(name) { #expect(found != nil, "\(pass)/\(name)") }
                if let found { #expect(found.isBitEqual(to: value), "\(pass)/\(name)") }
            }
        }
        #expect(try trace.value(named: "layers.0.attn.z", inPass: 2) != nil)
        #expect((try trace.value(named: "layers.1.attn.z", inPass: 2) != nil) == (level == .all))
        // The estimate is the whole truth about tensors, and near it about the rest.
        #expect(outcome.tensorBytes == run.estimate.tensorBytes)
        #expect(outcome.jsonBytes <= run.estimate.jsonBytes && run.estimate.jsonBytes < 4 * outcome.jsonBytes)
    }

    /// A pass over several chunks, every value in full. `Tests/Oracle/recording.py` does the same with every level, and in Python.
    @Test(arguments: ["pocket-scout", "pocket-maverick"])
    func aLongPassComesBackWhole(name: String) throws {
        let folder = try TemporaryDirectory()
        let model = try GoldenModel.load(name)
        let ids = (0..<200).map { Int32($0 * 7 % 300 + 3) }
        let (_, outcome) = try Self.record(model, ids, .init(level: .stats, select: ["**"]), in: folder)
        let trace = try RecordedTrace(path: outcome.path)
        let memory = try remembered(model, ids, newTokens: 0)
        #expect(memory.count == 1 && trace.passes.count == 1 && trace.passes[0].recordedPCs.count == memory[0].count)
        for (name, value) in memory[0] {
            #expect(try trace.value(named: name, inPass: 0)?.isBitEqual(to: value) == true, "\(name)")
        }
    }

    @Test(arguments: ["pocket-scout", "pocket-maverick"])
    func tokensTellWhatTheyWentThrough(name: String) throws {
        let folder = try TemporaryDirectory()
        let model = try GoldenModel.load(name)
        let ids = (0..<40).map { Int32($0 * 7 % 300 + 3) }
        let (_, outcome) = try Self.record(model, ids, .init(level: .residual, newTokens: 1), in: folder)
        let memory = try remembered(model, ids, newTokens: 1)
        let trace = try RecordedTrace(path: outcome.path)
        for (pass, values) in memory.enumerated() {
            let rows = pass == 0 ? ids.count : 1
            for row in stride(from: 0, to: rows, by: 13) {
                let token = try #require(try trace.token(row: row, inPass: pass))
                #expect(token.token.content == model.tokenizer?.bytes(token.token.id))
                #expect(token.temperature == values["temperature"]?.tensor[flat: row])
                #expect(token.router.count == model.config.layers.count { $0.feedForward == .mixtureOfExperts })
                for routing in token.router {
                    let logits = try #require(values["layers.\(routing.layer).moe.router_logits"]).tensor.row(row)
                    #expect(routing.logits == logits)
                    let sorted = logits.sorted(by: >)
                    #expect(routing.margin == sorted[routing.experts.count - 1] - sorted[routing.experts.count])
                }
                for attention in token.attention {
                    let pattern = try #require(values["layers.\(attention.layer).attn.pattern"]).tensor
                    let firstKey = (pass == 0 ? 40 : 41) - pattern.shape.rowLength
                    for (head, own) in attention.heads.enumerated() {
                        let weights = pattern.row(head * rows + row)
                        let best = try #require(own.strongest.first)
                        #expect(weights.max() == best.weight && weights[best.position - firstKey] == best.weight)
                        let entropy = weights.reduce(0.0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
                        #expect(abs(Double(own.entropy) - entropy) < 1e-6)
                    }
                }
                let top = TokenDistribution(logits: try #require(values["logits"]).tensor.row(row)).top(TraceFormat.topCount)
                #expect(token.top?.map(\.token.id) == top.map(\.id))
                #expect(token.top?.map(\.logit) == top.map(\.logit))
                // The last look is at what the pass has made its logits of; another cut of the rows may round otherwise.
                let lens = try #require(token.lens?.last)
                #expect(lens.name == "layers.\(model.config.layerCount - 1).resid_post")
                #expect(abs((lens.top.first?.logit ?? 0) - (top.first?.logit ?? 1)) < 1e-3)
            }
            let sample = try #require(trace.passes[pass].sample)
            #expect(sample.token.id == TokenDistribution(logits: try #require(values["logits"]).tensor.row(rows - 1)).top(1).first?.id)
        }
    }

    @Test func whatIsInterruptedKeepsItsTemporaryName() throws {
        let folder = try TemporaryDirectory()
        let run = try TraceRun(
            try GoldenModel.load("scout"), ids: [5, 6, 7], plan: .init(level: .all, newTokens: 5), sampling: .greedy, version: "0")
        var steps = 0
        let outcome = try run.record(to: folder.path + "/run.json", seconds: nil, shouldContinue: {
            steps += 1
            return steps < 400
        }, progress: { _, _ in })
        #expect(!outcome.isComplete && outcome.path.hasSuffix(".partial"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/run.json"))
        let trace = try RecordedTrace(path: outcome.path)
        #expect(trace.warning != nil && trace.passes.count > 1)
        #expect(try trace.value(named: "logits", inPass: 0) != nil)
    }

    @Test func aGlobThatNamesNothingIsRefused() throws {
        #expect(throws: Refusal.self) {
            try TraceRun(
                try GoldenModel.load("scout"), ids: [5], plan: .init(select: ["layers.*.atn.q"]), sampling: .greedy, version: "0")
        }
    }
}
