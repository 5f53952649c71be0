import Checkpoint
import JSON
import Llama4
import Machine
import Tensors
import Testing

@Suite("Rules of the model") struct ModelRulesTests {
    static let names = ["scout", "maverick"]

    private func model(_ name: String) throws -> Model { try Model(Checkpoint(Golden.directory(name))) }

    private func run(_ program: Program, _ ids: [Int32]) throws -> Machine {
        var machine = Machine(program, retention: .everything)
        try machine.begin(ids: ids)
        try machine.run()
        return machine
    }

    private func expectEqual(_ one: Program, _ other: Program) throws {
        let ids: [Int32] = [420, 54, 71, 285, 220, 311, 303, 71, 338, 74, 270, 263]
        let machines = (try run(one, ids), try run(other, ids))
        #expect(one.instructions.map(\.name) == other.instructions.map(\.name))
        for instruction in one.instructions {
            let values = (try machines.0.value(named: instruction.name), try machines.1.value(named: instruction.name))
            #expect(values.0.isBitEqual(to: values.1), "\(instruction.name)")
        }
    }

    /// A config with members put in the place of others.
    private func config(_ name: String, _ changes: [String: JSONValue]) throws -> Config {
        let checkpoint = try Checkpoint(Golden.directory(name))
        let members = try #require(checkpoint.config.object).members.map { ($0.name, changes[$0.name] ?? $0.value) }
        return try Config(.object(JSONObject(pairs: members)))
    }

    @Test("no rules are no change", arguments: names)
    func none(name: String) throws {
        let model = try model(name)
        #expect(ModelRules.none.applied(to: model.config) == model.config)
        #expect(!ModelRules.none.changesAnything(in: model.config))
        try expectEqual(model.program(logits: .all), model.changed(by: .none).program(logits: .all))
    }

    @Test("a NoPE layer that is chunked is what layer_types would say", arguments: names)
    func nopeOff(name: String) throws {
        let model = try model(name)
        let nopes = model.config.layers.filter { !$0.usesRope }.map(\.index)
        #expect(!nopes.isEmpty)
        let types = try config(name, ["layer_types": .array(model.config.layers.map { _ in "chunked_attention" })])
        let changed = model.changed(by: ModelRules(nopes.map { .fullAttention(layer: $0, false) }))
        #expect(changed.config == types)
        try expectEqual(changed.program(logits: .all), ForwardPass.program(config: types, weights: model.weights))
    }

    @Test("chunk, floor, temperature and QK norm are what the config would say", arguments: names)
    func knobs(name: String) throws {
        let model = try model(name)
        let cases: [(ModelRule, [String: JSONValue])] = [
            (.chunk(3), ["attention_chunk_size": 3]), (.temperatureFloor(2), ["floor_scale": 2]),
            (.temperatureTuning(false), ["attn_temperature_tuning": false]), (.qkNorm(!model.config.usesQKNorm), ["use_qk_norm": .bool(!model.config.usesQKNorm)]),
        ]
        for (rule, changes) in cases {
            let changed = model.changed(by: ModelRules([rule]))
            #expect(ModelRules([rule]).changesAnything(in: model.config))
            #expect(changed.config == (try config(name, changes)), "\(rule)")
            try expectEqual(changed.program(logits: .all), ForwardPass.program(config: try config(name, changes), weights: model.weights))
        }
    }

    @Test("a knob that is turned twice stands where it was turned last, and chunks come first whatever the order")
    func order() throws {
        let model = try model("scout")
        let one = ModelRules([.chunk(3), .chunk(5), .fullAttention(layer: 3, false)])
        let other = ModelRules([.fullAttention(layer: 3, false), .chunk(5)])
        #expect(one.rules.count == 2)
        #expect(one.applied(to: model.config) == other.applied(to: model.config))
        #expect(other.applied(to: model.config).layers[3].chunk == 5)
    }

    @Test("rotation off leaves the rotated values out and nothing else")
    func rotation() throws {
        let model = try model("scout")
        let before = Set(model.program(logits: .all).instructions.map(\.name))
        let after = Set(model.changed(by: ModelRules([.rotation(layer: 0, false)])).program(logits: .all).instructions.map(\.name))
        #expect(before.subtracting(after) == ["layers.0.attn.q_rot", "layers.0.attn.k_rot"])
        #expect(after.isSubset(of: before))
    }

    @Test("scores that compete add up to 1 over the experts")
    func softmax() throws {
        let model = try model("scout").changed(by: ModelRules([.routerScore(.softmax)]))
        let machine = try run(model.program(logits: .all), [420, 54, 71])
        let logits = try machine.value(named: "layers.0.moe.router_logits").tensor
        let scores = try machine.value(named: "layers.0.moe.router_scores").tensor
        let all = Kernels.softmax(logits)
        for row in 0..<3 { #expect(scores[row, 0] == (0..<logits.shape.rowLength).map { all[row, $0] }.max()) }
    }
}
