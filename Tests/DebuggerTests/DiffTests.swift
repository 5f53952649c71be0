import Checkpoint
import Foundation
import Llama4
import Machine
import Tensors
import Testing
import Trace

@testable import Debugger

/// `diff` itself: is an operation that is not right found by what others recorded, and told from noise?
///
/// The other side is made here: a run of our own machine in which some operations are done otherwise.
@Suite struct DiffTests {
    /// All values of a pass in which some operations were changed, as a dump. Changed values are what later operations read.
    ///
    /// - Parameter endings: keeps values whose names end like this; nil keeps all
    private func dump(
        _ model: Model, ids: [Int32], keeping endings: [String]? = nil, _ change: @escaping @Sendable (Tensor, Patch.Site) -> Tensor?
    ) throws -> ActivationDump {
        let patch = Patch("**", summary: "a mistake", at: { (value, site) throws(OperationError) in
            guard case .tensor(let tensor) = value, let changed = change(tensor, site) else { return value }
            return .tensor(changed)
        })
        var session = Session(model, logits: .all, retention: .everything, patches: [patch], plan: .onePass)
        try session.append(ids)
        let machine = session.machine
        let entries = try machine.program.instructions.filter { instruction in
            endings?.contains { instruction.name.hasSuffix($0) } ?? true
        }.map { instruction in
            let tensor = try machine.value(of: instruction.result).tensor
            return ActivationDump.Entry(name: instruction.name) { .tensor(tensor) }
        }
        return ActivationDump(path: "recorded", kind: "a test's", entries: entries, ids: [ids])
    }

    private func report(
        _ name: String = "scout", keeping endings: [String]? = nil,
        _ change: @escaping @Sendable (Tensor, Patch.Site) -> Tensor? = { _, _ in nil }
    ) throws -> DiffReport {
        let model = try GoldenModel.load(name)
        let ids = try ReferenceCase(directory: GoldenModel.directory(name)).inputIDs
        let other = try dump(model, ids: ids, keeping: endings, change)
        return try DiffRun(
            .live(model, name: name), .dump(other), model: model, ids: [ids], arithmetic: ReferenceArithmetic(storage: .float32)
        ).run()
    }

    /// What our kernels do stays far below the limit on every operation, so that what lies above it is a mistake.
    @Test(arguments: ["scout", "maverick", "variant", "scout-bf16-sharded"])
    func ourOwnRoundingIsNoise(name: String) throws {
        let report = try report(name)
        #expect(report.agrees && report.rows.count > 100)
        #expect(report.rows.allSatisfy { $0.added.inNoise < Deviation.limit / 4 }, "\(report.rows.max { $0.added.inNoise < $1.added.inNoise }?.name ?? "")")
    }

    /// The reference's values, which another program computed, are noise apart as well: whatever it recorded, and however little.
    @Test(arguments: ["scout", "maverick", "variant", "pocket-scout", "pocket-maverick"])
    func theReferenceIsRight(name: String) throws {
        let reference = try ReferenceCase(directory: GoldenModel.directory(name))
        let model = try GoldenModel.load(name)
        let dump = try ActivationDump(safetensors: reference.expected.path)
        let report = try DiffRun(
            .live(model, name: name), .dump(dump), model: model, ids: [reference.inputIDs], arithmetic: ReferenceArithmetic(storage: .float32)
        ).run()
        #expect(report.agrees, "\(report.divergence?.row.name ?? "")")
        #expect(report.unplaced.flatMap(\.names) == ["continuation.logits"])
    }

    @Test func theOperationIsNamedAndTheErrorThatCameInIsNot() throws {
        let report = try report { value, site in
            guard site.instruction.name == "layers.1.attn.z" else { return nil }
            var value = value
            value[flat: 3] += 0.01
            return value
        }
        let divergence = try #require(report.divergence)
        #expect(divergence.row.name == "layers.1.attn.z" && divergence.row.mnemonic == "weighted_values")
        #expect(divergence.worst?.index == [0, 3] && divergence.suspects.isEmpty)
        #expect(abs(divergence.row.added.largest - 0.01) < 1e-6 && divergence.row.cameIn! < 1e-5)
        #expect(divergence.inputs.map(\.name) == ["layers.1.attn.pattern", "layers.1.attn.values"])
        // Everything behind it differs from ours, and none of it is to blame.
        #expect(report.rows.count { $0.verdict == .differs } == 1)
        #expect(report.rows.first { $0.name == "logits" }?.verdict == .inherited)
    }

    @Test func aWrongEpsilonIsFoundWhereItShows() throws {
        let report = try report { value, site in
            guard let norm = site.instruction.operation as? HeadNorm else { return nil }
            return Kernels.rmsNorm(site.operands.tensor(0), weight: nil, epsilon: 1e-6, groupSize: norm.headSize)
        }
        #expect(report.divergence?.row.name == "layers.0.attn.q_norm")
        #expect(report.divergence?.suspects.first?.name == "qk-norm-epsilon-1e-06")
    }

    /// In a trained model numbers are large, and a wrong ε moves none of them by more than rounding may. All of them together tell.
    @Test func aWrongEpsilonIsFoundWhereNoElementShowsIt() throws {
        let report = try report("pocket-scout") { value, site in
            guard let norm = site.instruction.operation as? HeadNorm else { return nil }
            return Kernels.rmsNorm(site.operands.tensor(0), weight: nil, epsilon: 1e-6, groupSize: norm.headSize)
        }
        let divergence = try #require(report.divergence)
        #expect(divergence.row.name == "layers.0.attn.q_norm" && divergence.row.added.isNoise)
        #expect(divergence.suspects.map(\.name) == ["qk-norm-epsilon-1e-06"])
        #expect(divergence.suspects[0].significance! > 20)
    }

    @Test func mistakesAreRecognised() throws {
        let wide = try report { value, site in
            guard let norm = site.instruction.operation as? HeadNorm else { return nil }
            return Kernels.rmsNorm(site.operands.tensor(0), weight: nil, epsilon: norm.epsilon, groupSize: value.shape.rowLength)
        }
        #expect(wide.divergence?.suspects.first?.name == "qk-norm-over-all-heads")
        let late = try report { value, site in
            guard let scale = site.instruction.operation as? TemperatureScale else { return nil }
            return Tensor(value.shape, site.operands.indices(0).values.map { scale.factor(at: Int($0) - 1) })
        }
        #expect(late.divergence?.row.name == "temperature" && late.divergence?.suspects.first?.name == "temperature-off-by-one")
        let unscaled = try report { value, site in
            guard site.instruction.operation is SigmoidAt else { return nil }
            return Tensor(value.shape, repeating: 1)
        }
        #expect(unscaled.divergence?.suspects.first?.name == "router-renormalised")
    }

    /// With a few values only, the operations between them are computed, and a mistake that explains it all says which of them it was.
    @Test func aMistakeIsFoundBetweenTheFewValuesThatWereRecorded() throws {
        let few = ["attn_norm", ".attn.out", "logits"]
        #expect(try report(keeping: few).agrees)
        let report = try report(keeping: few) { value, site in
            guard let norm = site.instruction.operation as? HeadNorm else { return nil }
            return Kernels.rmsNorm(site.operands.tensor(0), weight: nil, epsilon: norm.epsilon, groupSize: value.shape.rowLength)
        }
        let divergence = try #require(report.divergence)
        #expect(divergence.row.name == "layers.0.attn.out" && divergence.unseen.contains("layers.0.attn.q_norm"))
        #expect(divergence.suspects.first?.name == "qk-norm-over-all-heads")
        #expect(divergence.suspects.first?.operation == "layers.0.attn.q_norm")
    }

    @Test func numbersInBFloat16AreJudgedAsSuch() throws {
        let report = try report { value, _ in Tensor(value.shape, value.values.map(\.roundedToBFloat16)) }
        // As float32 every operation is wrong; as bf16 none.
        #expect(!report.agrees)
        let model = try GoldenModel.load("scout")
        let ids = try ReferenceCase(directory: GoldenModel.directory("scout")).inputIDs
        let dump = try dump(model, ids: ids) { value, site in
            site.instruction.name == "temperature" ? nil : Tensor(value.shape, value.values.map(\.roundedToBFloat16))
        }
        let side = DiffSide.dump(dump)
        #expect(try side.storage == .bfloat16)
        let judged = try DiffRun(
            .live(model, name: "scout"), side, model: model, ids: [ids], arithmetic: ReferenceArithmetic(storage: .bfloat16)
        ).run()
        #expect(judged.agrees, "\(judged.divergence?.row.name ?? "")")
    }

    @Test func aValueOfAnotherShapeIsADivergence() throws {
        let model = try GoldenModel.load("scout")
        let ids = try ReferenceCase(directory: GoldenModel.directory("scout")).inputIDs
        let dump = ActivationDump(path: "recorded", kind: "a test's", entries: [
            .init(name: "model.norm") { .tensor(Tensor([3, 3], repeating: 0)) },
        ])
        let report = try DiffRun(
            .live(model, name: "scout"), .dump(dump), model: model, ids: [ids], arithmetic: ReferenceArithmetic(storage: .float32)
        ).run()
        #expect(report.divergence?.row.verdict == .misfit && report.divergence?.row.name == "final_norm")
        #expect(report.text(showsAll: false, style: .init()).contains("its shape is [3, 3], which is no layout of [41, 64]"))
    }

    @Test func nothingInCommonIsNoAnswer() throws {
        let model = try GoldenModel.load("scout")
        let dump = ActivationDump(path: "other.npz", kind: "npz", entries: [.init(name: "optimizer") { .tensor(Tensor([1], repeating: 0)) }])
        let error = #expect(throws: Refusal.self) {
            try DiffRun(.live(model, name: "scout"), .dump(dump), model: model, ids: [[1]], arithmetic: ReferenceArithmetic(storage: .float32)).run()
        }
        #expect(error?.description.contains("other.npz has `optimizer`") == true)
    }

    // MARK: llama.cpp

    private func reportOnLlamaCpp(_ log: String, _ storage: ReferenceArithmetic.Storage) throws -> (ActivationDump, DiffReport) {
        let model = try GoldenModel.load("scout")
        let dump = try ActivationDump(opening: GoldenModel.directory("llama.cpp/\(log)"))
        let report = try DiffRun(
            .live(model, name: "scout"), .dump(dump), model: model, ids: dump.ids ?? [], arithmetic: ReferenceArithmetic(storage: storage)
        ).run()
        return (dump, report)
    }

    /// What llama-eval-callback printed of scout as a GGUF file of float32 (the two layers in the middle are left out). Its cache is in
    /// float16.
    @Test(arguments: [ReferenceArithmetic.Storage.bfloat16, .float16])
    func llamaCppIsRight(storage: ReferenceArithmetic.Storage) throws {
        let (dump, report) = try reportOnLlamaCpp("scout-2-tokens.log", storage)
        #expect(dump.ids == [[365, 75]] && report.unplaced.isEmpty)
        #expect(report.agrees, "\(report.divergence?.row.name ?? "")")
        let names = Set(report.rows.map(\.name))
        let expected = [
            "embed", "layers.0.attn.q_rot", "layers.0.attn.z", "layers.0.attn.out", "layers.0.mlp_norm", "layers.0.moe.expert.hidden",
            "layers.0.moe.shared.gate", "layers.0.resid_post", "layers.3.attn.q_scaled", "layers.3.attn.out",
        ]
        #expect(names.isSuperset(of: expected), "\(Set(expected).subtracting(names))")
    }

    /// Its chunks have 8192 positions whatever the model says, and scout's have 8: nine tokens show it.
    @Test func llamaCppsOwnChunksAreFound() throws {
        let (_, report) = try reportOnLlamaCpp("scout-9-tokens.log", .float16)
        let divergence = try #require(report.divergence)
        #expect(divergence.row.name == "layers.0.attn.z" && divergence.suspects.first?.operation == "layers.0.attn.mask")
        #expect(divergence.suspects.first?.name.hasPrefix("chunk-mask-off") == true)
        #expect(!divergence.unseen.contains("layers.0.attn.q") && divergence.unseen.contains("layers.0.attn.pattern"))
        #expect(report.text(showsAll: false, style: .init()).contains("not recorded: 6 values, layers.0.attn.keys, layers.0.attn.values … layers.0.attn.pattern"))
    }

    // MARK: Export

    @Test(arguments: ["hf", "transformerlens", "ours"], ["safetensors", "npz"])
    func whatIsExportedComparesEqual(convention: String, kind: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "llamastep-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try GoldenModel.load("maverick")
        let ids = Array(try ReferenceCase(directory: GoldenModel.directory("maverick")).inputIDs.prefix(11))
        let path = folder.appending(path: "values.\(kind)").path
        let names = try #require(ForeignLayout.Convention(rawValue: convention))
        let (written, nameless) = try ActivationExport(model, convention: names).write(ids, to: path)
        #expect(written > 50 && (nameless == 0) == (convention == "ours"))
        let dump = try ActivationDump(opening: path)
        #expect(dump.ids == [ids] && dump.entries.count == written + 1)
        let report = try DiffRun(
            .live(model, name: "maverick"), .dump(dump), model: model, ids: [ids], arithmetic: ReferenceArithmetic(storage: .float32)
        ).run()
        #expect(report.agrees && report.rows.count > 50)
        #expect(report.rows.allSatisfy { $0.difference == 0 })
    }

    // MARK: Weights

    @Test func checkpointsAreComparedTensorByTensor() throws {
        let scout = try Checkpoint(GoldenModel.directory("scout"))
        #expect(try WeightsDiff(scout, scout).agrees)
        let other = try WeightsDiff(scout, Checkpoint(GoldenModel.directory("maverick")))
        #expect(!other.agrees && Set(other.rows.map(\.verdict)).isSuperset(of: [.differs, .onlyInA, .onlyInB]))
        #expect(other.text(showsAll: false, style: .init()).contains("Different."))
    }
}
