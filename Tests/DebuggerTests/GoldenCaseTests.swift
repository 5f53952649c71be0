import Checkpoint
import Debugger
import Foundation
import Llama4
import Testing

/// Every value of the pass against the reference implementation's, on every case in Tests/Golden.
@Suite struct GoldenCaseTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden")

    @Test(arguments: ["scout", "maverick", "variant", "scout-bf16-sharded"])
    func everyValueIsTheReferences(_ name: String) throws {
        let reference = try ReferenceCase(directory: Self.folder.appendingPathComponent(name).path)
        let model = try Model(Checkpoint(reference.modelPath))
        let report = try CheckRun(reference, model: model).run()
        // The report names the first divergent instruction and the errors of what fed it.
        #expect(report.agrees, Comment(rawValue: report.text))
        #expect(report.rows.count > 80)
        #expect(report.continuationLength == 24)
        #expect(report.continuationLogits != nil)
    }
}
