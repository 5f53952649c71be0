import Checkpoint
import Debugger
import Llama4
import TestSupport
import Testing

/// Every value of the pass against the reference implementation's, on every case in Tests/Golden.
@Suite struct GoldenCaseTests {
    /// Pictures go through the vision tower first; its values are among those of the case, `pixel_values` too.
    @Test(arguments: [("vision", 111, 13, 12), ("vision-mosaic", 26, 18, 10), ("pocket-vision", 10, 4, 6)])
    func everyValueOfACaseWithPicturesIsTheReferences(_ name: String, values: Int, seen: Int, continuation: Int) throws {
        let reference = try ReferenceCase(directory: PackageFiles.golden(name))
        let report = try CheckRun(reference, model: Model(Checkpoint(reference.modelPath))).run()
        #expect(report.agrees, Comment(rawValue: report.text))
        #expect(report.rows.count == values)
        #expect(report.rows.first?.name == "pixel_values")
        #expect(report.rows.count { $0.name.hasPrefix("vision.") } == seen)
        #expect(report.continuationLength == continuation)
    }

    /// Random weights and every value; trained weights and some of them.
    @Test(arguments: [
        ("scout", 97, 24), ("maverick", 83, 24), ("variant", 83, 24), ("scout-bf16-sharded", 97, 24), ("pocket-scout", 19, 8),
        ("pocket-maverick", 13, 8), ("fp8", 83, 16), ("w4a16", 97, 16),
    ])
    func everyValueIsTheReferences(_ name: String, values: Int, continuation: Int) throws {
        let reference = try ReferenceCase(directory: PackageFiles.golden(name))
        let model = try Model(Checkpoint(reference.modelPath))
        let report = try CheckRun(reference, model: model).run()
        // The report names the first divergent instruction and the errors of what fed it.
        #expect(report.agrees, Comment(rawValue: report.text))
        #expect(report.rows.count == values)
        #expect(report.continuationLength == continuation)
        #expect(report.continuationLogits != nil)
    }
}
