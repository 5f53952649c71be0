import Checkpoint
import Debugger
import Foundation
import JSON
import Llama4
import Tensors
import TestSupport
import Testing

/// `check` itself: does it find what is wrong, and name the right place?
@Suite struct CheckTests {
    /// A copy of a golden case with some expected values changed.
    private func damagedCase(
        _ change: (inout [(name: String, tensor: Tensor)]) -> Void
    ) throws -> CheckReport {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-check-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: PackageFiles.golden.appendingPathComponent("scout"), to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("expected.safetensors").path
        var values = try SafetensorsFile(path: file).tensors.entries.map { (name: $0.name, tensor: try $0.tensor()) }
        change(&values)
        try writeSafetensors(values, to: file)
        let reference = try ReferenceCase(directory: folder.path)
        return try CheckRun(reference, model: Model(Checkpoint(reference.modelPath))).run()
    }

    private func writeSafetensors(_ values: [(name: String, tensor: Tensor)], to path: String) throws {
        var header: [(String, JSONValue)] = []
        var bytes = Data()
        for (name, tensor) in values {
            let begin = bytes.count
            tensor.withUnsafeBuffer { bytes.append(Data(buffer: $0)) }
            header.append((name, [
                "dtype": "F32", "shape": .array(tensor.shape.extents.map { .int($0) }),
                "data_offsets": [.int(begin), .int(bytes.count)],
            ]))
        }
        var text = Data(JSONValue.object(JSONObject(pairs: header)).text().utf8)
        text.append(Data(repeating: 0x20, count: (8 - text.count % 8) % 8))
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try (length + text + bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func theFirstDivergentValueIsNamedWithItsInputs() throws {
        let report = try damagedCase { values in
            for index in values.indices where ["layers.1.attn.z", "layers.2.attn.q"].contains(values[index].name) {
                values[index].tensor[flat: 3] += 0.5
            }
        }
        #expect(!report.agrees)
        #expect(report.divergence?.name == "layers.1.attn.z")
        #expect(report.divergence?.mnemonic == "weighted_values")
        // The cache view is not among the expected values, so what went into it stands for it.
        #expect(report.divergence?.inputs.map(\.name) == ["layers.1.attn.pattern", "layers.1.attn.v"])
        #expect(report.divergence?.comparison.worst?.index == [0, 3])
        #expect(report.rows.count { $0.verdict == .differs } == 2)
    }

    @Test func aValueThatTheProgramDoesNotHaveIsAFailure() throws {
        let report = try damagedCase { $0.append((name: "layers.0.attn.nonsense", tensor: Tensor([1], repeating: 0))) }
        #expect(!report.agrees)
        #expect(report.rows.last?.verdict == .unknown)
        #expect(report.text.contains("The program has no value layers.0.attn.nonsense."))
    }

    @Test func anotherShapeIsADifference() throws {
        let report = try damagedCase { values in
            values[values.firstIndex { $0.name == "final_norm" }!].tensor = Tensor([3, 3], repeating: 0)
        }
        #expect(report.divergence?.name == "final_norm")
        #expect(report.text.contains("shape [41, 64], expected [3, 3]"))
    }

    @Test func aNaNNeverAgrees() throws {
        let report = try damagedCase { values in
            values[values.firstIndex { $0.name == "embed" }!].tensor[flat: 0] = .nan
        }
        #expect(report.divergence?.name == "embed")
    }

    @Test func logitsOfTheContinuationCount() throws {
        let report = try damagedCase { values in
            values[values.firstIndex { $0.name == "continuation.logits" }!].tensor[flat: 7] += 1
        }
        #expect(report.divergence == nil)
        #expect(report.continuationLogits?.agrees == false && !report.agrees)
    }

    @Test func aMissingCaseSaysWhatACaseIs() {
        let error = #expect(throws: ReferenceCaseError.self) { try ReferenceCase(directory: "/nonexistent") }
        #expect(error?.description.contains("case.json: there is no such file. A case is a folder with") == true)
    }
}
