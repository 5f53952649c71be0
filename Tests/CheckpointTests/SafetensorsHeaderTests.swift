import Tensors
import Testing

@testable import Checkpoint

@Suite("Header of a safetensors file")
struct SafetensorsHeaderTests {
    private func parse(_ bytes: [UInt8]) throws(SafetensorsProblem) -> SafetensorsHeader {
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(SafetensorsProblem) in try SafetensorsHeader(buffer) }
        }
        return try outcome.get()
    }

    private func problem(_ header: String, dataByteCount: Int = 8) -> SafetensorsProblem? {
        do {
            _ = try parse(safetensors(header, dataByteCount: dataByteCount))
            return nil
        } catch {
            return error
        }
    }

    @Test("tensors come in the order of their bytes, with ranges counted from the file's beginning")
    func order() throws {
        let header = #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#
        let parsed = try parse(safetensors(header, dataByteCount: 8))
        let start = 8 + header.utf8.count
        #expect(
            parsed.items == [
                .init(name: "a", dtype: .bfloat16, shape: [2], byteRange: start..<start + 4),
                .init(name: "b", dtype: .float32, shape: [1], byteRange: start + 4..<start + 8),
            ])
    }

    @Test("scalars, empty tensors, metadata and trailing spaces are fine")
    func unusual() throws {
        let header = #"{"__metadata__":{"z":"1","a":"2"},"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[3,0,5],"data_offsets":[8,8]}}   "#
        let parsed = try parse(safetensors(header, dataByteCount: 8))
        #expect(parsed.items.map(\.name) == ["s", "e"])
        #expect(parsed.items[1].shape.elementCount == 0)
        #expect(parsed.metadata.map(\.name) == ["z", "a"])
        #expect(try parse(safetensors("{}", dataByteCount: 0)).items.isEmpty)
    }

    @Test("lengths that the file does not have")
    func lengths() {
        func problem(_ bytes: [UInt8]) -> SafetensorsProblem? {
            do { _ = try parse(bytes) } catch { return error }
            return nil
        }
        #expect(problem([]) == .noLength(fileByteCount: 0))
        #expect(problem([1, 0, 0, 0, 0, 0, 0]) == .noLength(fileByteCount: 7))
        #expect(problem(Array(repeating: 255, count: 16)) == .longHeader(length: .max))
        #expect(problem([3, 0, 0, 0, 0, 0, 0, 0, 123, 125]) == .cutHeader(length: 3, fileByteCount: 10))
    }

    @Test("shapes whose product overflows, in any order and with empty axes")
    func overflow() {
        for shape in ["[4611686018427387904,4]", "[4294967296,4294967296]", "[9223372036854775807,9223372036854775807,0]",
            "[0,9223372036854775807,2]", "[9223372036854775807]"]
        {
            let found = problem(#"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,8]}}"#)
            guard case .overflow(tensor: "a", _)? = found else {
                Issue.record("\(shape): \(String(describing: found))")
                continue
            }
        }
    }

    @Test("ranges: outside, overlapping, with holes, too long or short, reversed")
    func ranges() {
        func two(_ first: String, _ second: String) -> SafetensorsProblem? {
            problem(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(first)},"b":{"dtype":"F32","shape":[1],"data_offsets":\#(second)}}"#)
        }
        #expect(two("[0,4]", "[4,8]") == nil)
        #expect(two("[0,4]", "[0,4]") == .overlap(tensor: "b", with: "a"))
        #expect(two("[0,4]", "[2,6]") == .overlap(tensor: "b", with: "a"))
        #expect(two("[4,8]", "[8,12]") == .outside(tensor: "b", end: 12, available: 8))
        #expect(two("[0,4]", "[9223372036854775803,9223372036854775807]") == .outside(tensor: "b", end: .max, available: 8))
        #expect(two("[0,4]", "[8,4]") == .field(tensor: "b", key: "data_offsets", found: "[8, 4]"))
        #expect(two("[0,4]", "[-4,0]") == .field(tensor: "b", key: "data_offsets", found: "[-4, 0]"))
        #expect(two("[0,4]", "[4,7]") == .wrongLength(tensor: "b", dtype: .float32, shape: [1], expected: 4, found: 3))
        #expect(problem(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#) == .hole(before: "a", byteCount: 4))
        #expect(problem(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#) == .surplusBytes(4))
    }

    @Test("fields of another kind")
    func fields() {
        #expect(problem(#"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,8]}}"#) == .unknownDType(tensor: "a", tag: "F4"))
        #expect(problem(#"{"a":3}"#) != nil)
        #expect(problem(#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#) == .field(tensor: "a", key: "shape", found: nil))
        #expect(problem(#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#) == .field(tensor: "a", key: "shape", found: "[-2]"))
        #expect(problem(#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#) == .field(tensor: "a", key: "shape", found: "[2.5]"))
        #expect(problem(#"{"__metadata__":{"k":1}}"#, dataByteCount: 0) != nil)
        #expect(problem("[]", dataByteCount: 0) == .notAnObject(found: "an array"))
        let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
        #expect(problem("{\"a\":\(entry),\"a\":\(entry)}", dataByteCount: 4) != nil)
        let axes = Array(repeating: "1", count: 65).joined(separator: ",")
        #expect(problem(#"{"a":{"dtype":"F32","shape":[\#(axes)],"data_offsets":[0,4]}}"#, dataByteCount: 4) == .rank(tensor: "a", rank: 65))
    }
}
