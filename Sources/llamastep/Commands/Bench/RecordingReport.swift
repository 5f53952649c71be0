import Debugger
import Foundation
import JSON
import Llama4
import Trace
import Views

/// `llamastep bench --recording`: what recording costs, level by level.
struct RecordingReport: BenchmarkReport {
    private let plan: Benchmark.Plan
    /// The first one recorded nothing.
    private let timings: [RecordingBenchmark.Timing]

    /// - Returns: nil if it was interrupted
    init?(_ model: Model, _ plan: Benchmark.Plan, seconds: @escaping () -> Double, progress: (String) -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let timings = try RecordingBenchmark(model, plan: plan, seconds: seconds).run(
            in: folder.path, shouldContinue: { !Interruption.isRequested }, progress: progress)
        guard let timings else { return nil }
        (self.plan, self.timings) = (plan, timings)
    }

    var text: String {
        var table = TextTable([
            .init("level"), .init("prefill of \(plan.promptLength)", .right), .init("", .right), .init("decode of \(plan.newTokens)", .right),
            .init("", .right), .init("written", .right),
        ])
        for timing in timings {
            table.append([
                timing.level?.rawValue ?? "nothing", Quantity.seconds(timing.prefill), ratio(timing.prefill, timings[0].prefill),
                Quantity.seconds(timing.decode), ratio(timing.decode, timings[0].decode), timing.level == nil ? "" : Quantity.bytes(timing.byteCount),
            ])
        }
        return "medians of \(plan.repeats), logits of every position\n" + table.text
    }

    var json: JSONValue {
        .array(timings.map { timing in
            [
                "level": timing.level.map { .string($0.rawValue) } ?? .null, "prefill_seconds": .double(timing.prefill),
                "decode_seconds": .double(timing.decode), "bytes": .int(timing.byteCount),
            ]
        })
    }

    private func ratio(_ seconds: Double, _ plain: Double) -> String {
        String(format: "%.2f", seconds / max(plain, 1e-9))
    }
}
