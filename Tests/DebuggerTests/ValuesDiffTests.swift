import Foundation
import Llama4
import TestSupport
import Tensors
import Testing
import Trace

@testable import Debugger

/// Two recordings without the model that they were made with.
@Suite struct ValuesDiffTests {
    private static let ids = (0..<40).map { Int32($0 * 7 % 300 + 3) }

    /// A recording of the golden scout.
    private func recorded(_ level: TraceLevel, _ folder: TemporaryDirectory, as name: String = "run") throws -> ActivationDump {
        let path = folder.path + "/\(name).json"
        let run = try TraceRun(
            GoldenModel.load("scout"), ids: Self.ids, plan: .init(level: level, newTokens: 1), sampling: .greedy, version: "0")
        _ = try run.record(to: path, seconds: nil, shouldContinue: { true }, progress: { _, _ in })
        return try ActivationDump(opening: path)
    }

    /// The same values, one of them with another number in it.
    private func changed(_ dump: ActivationDump, _ name: String, at place: Int, by difference: Float) -> ActivationDump {
        ActivationDump(path: "changed", kind: "a test's", entries: dump.entries.map { entry in
            guard entry.name == name, entry.pass == 0 else { return entry }
            return .init(name: entry.name, pass: entry.pass, ours: entry.ours) {
                guard case .tensor(var tensor)? = try entry.read() else { return nil }
                tensor[flat: place] += difference
                return .tensor(tensor)
            }
        })
    }

    @Test func whatIsTheSameIsTheSame() throws {
        let folder = try TemporaryDirectory()
        let all = try recorded(.all, folder)
        let diff = try ValuesDiff(all, all, storage: .float32)
        #expect(diff.agrees && diff.rows.count == all.entries.count && diff.rows.allSatisfy { $0.verdict == .same && !$0.isPartial })
        // Where one has statistics only, those are compared.
        let sparse = try ValuesDiff(recorded(.stats, folder, as: "sparse"), all, storage: .float32)
        #expect(sparse.agrees && sparse.rows.contains(where: \.isPartial) && sparse.unshared.isEmpty)
        #expect(sparse.text(showsAll: false, style: .init()).contains("only statistics or corners were there. Equal."))
    }

    @Test func whereTheyPartIsNamedAndNoMore() throws {
        let folder = try TemporaryDirectory()
        let all = try recorded(.all, folder)
        let diff = try ValuesDiff(all, changed(all, "layers.1.attn.z", at: 65, by: 0.5), storage: .float32)
        let first = try #require(diff.first)
        #expect(first.name == "layers.1.attn.z" && first.pass == 0 && abs(first.difference - 0.5) < 1e-6 && first.worst?.index == [1, 1])
        #expect(diff.rows.count { !$0.verdict.isSame } == 1)
        let text = diff.text(showsAll: false, style: .init())
        #expect(text.contains("First value that differs: layers.1.attn.z") && text.contains("could not be told") && text.contains("--model MODEL"))
        #expect(diff.json.object?["equal"] == false && diff.json.object?["model"] == .null)
        // Rounding is no difference.
        #expect(try ValuesDiff(all, changed(all, "layers.1.attn.z", at: 65, by: 1e-6), storage: .float32).agrees)
    }

    /// Other tools' names and layouts are understood without a program too.
    @Test func layoutsAreAligned() throws {
        let folder = try TemporaryDirectory()
        let trace = try recorded(.all, folder)
        for convention in [ForeignLayout.Convention.huggingFace, .transformerLens] {
            let path = folder.path + "/\(convention.rawValue).npz"
            _ = try ActivationExport(GoldenModel.load("scout"), convention: convention).write(Self.ids, to: path)
            let diff = try ValuesDiff(ActivationDump(opening: path), trace, storage: .float32)
            #expect(diff.agrees && diff.rows.count > 50, "\(diff.first?.name ?? "")")
            #expect(diff.unshared.contains { $0.side == "B" && $0.names.contains("layers.0.attn.mask") })
        }
    }

    @Test func nothingInCommonIsNoAnswer() throws {
        let other = ActivationDump(path: "other", kind: "npz", entries: [.init(name: "optimizer") { .tensor(Tensor([1], repeating: 0)) }])
        #expect(throws: Refusal.self) { try ValuesDiff(other, other, storage: .float32) }
    }
}
