import Debugger
import Foundation
import JSON
import Llama4
import Trace
import Views

/// `llamastep bench --recording`: what recording costs, level by level.
struct RecordingReport {
    private let model: Model
    private let plan: Benchmark.Plan
    private let seconds: () -> Double
    private let console: Console
    private let asJSON: Bool

    init(_ model: Model, _ plan: Benchmark.Plan, seconds: @escaping () -> Double, _ console: Console, asJSON: Bool) {
        (self.model, self.plan, self.seconds, self.console, self.asJSON) = (model, plan, seconds, console, asJSON)
    }

    func run() throws -> ExitStatus {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let timings = try RecordingBenchmark(model, plan: plan, seconds: seconds).run(
            in: folder.path, shouldContinue: { !Interruption.isRequested }, progress: { console.progress($0) })
        guard let timings, let plain = timings.first else { return .interrupted }
        if asJSON {
            console.write(JSONValue.array(timings.map { timing in
                [
                    "level": timing.level.map { .string($0.rawValue) } ?? .null, "prefill_seconds": .double(timing.prefill),
                    "decode_seconds": .double(timing.decode), "bytes": .int(timing.byteCount),
                ]
            }).text() + "\n")
            return .done
        }
        var table = TextTable([
            .init("level"), .init("prefill of \(plan.promptLength)", .right), .init("", .right), .init("decode of \(plan.newTokens)", .right),
            .init("", .right), .init("written", .right),
        ])
        for timing in timings {
            table.append([
                timing.level?.rawValue ?? "nothing", Quantity.seconds(timing.prefill), ratio(timing.prefill, plain.prefill),
                Quantity.seconds(timing.decode), ratio(timing.decode, plain.decode), timing.level == nil ? "" : Quantity.bytes(timing.byteCount),
            ])
        }
        console.write("medians of \(plan.repeats), logits of every position\n" + table.text)
        return .done
    }

    private func ratio(_ seconds: Double, _ plain: Double) -> String {
        String(format: "%.2f", seconds / max(plain, 1e-9))
    }
}
