import Checkpoint
import JSON
import Machine
import Tensors

/// A recording as one page that steps through it in a browser: no network, no other file.
///
/// The events stand in it as the trace has them, the tensors as base64. A page has a limit: what does not fit is rounded or
/// left out, and the page says so.
public struct ReplayPage {
    /// Bytes of a page, unless told otherwise: what a browser opens without a thought.
    public static let defaultLimit = 32 << 20

    public let template: PageTemplate
    public let limit: Int

    public init(template: PageTemplate, limit: Int = Self.defaultLimit) {
        (self.template, self.limit) = (template, limit)
    }

    /// Reads a trace and writes its page, whole and at once under its name.
    ///
    /// - Parameter progress: told how much of the trace has been read, of 1
    /// - Throws: `TraceError` for the trace, `CheckpointError` for the page
    /// - Returns: what was rounded or left out, and that the trace was cut, in sentences; the page says it too
    public func export(_ trace: String, to output: String, progress: (Double) -> Void) throws -> [String] {
        var reader = try TraceReader(path: trace)
        var file = try ExportedFile(path: output)
        try file.write(template.beginning)
        var line = JSONLine()
        line.raw("{\"trace\":{\"header\":")
        line.append(reader.header)
        line.raw(",\n\"events\":[\n")
        try file.write(Self.harmless(line.bytes))

        var selection = EventSelection(room: limit / 2)
        var keys: [String] = []
        while let event = try reader.next() {
            progress(reader.fraction)
            let bytes = Self.harmless(reader.file.bytes[reader.eventRange])
            guard selection.takes(event, byteCount: bytes.count) else { continue }
            if case .value(let value) = event, let key = value.tensor { keys.append(key) }
            try file.write((selection.takenCount > 1 ? Array(",\n".utf8) : []) + bytes)
        }
        try file.write("\n]")
        if let summary = reader.summary {
            line.clear()
            line.raw(",\"summary\":")
            line.append(summary)
            try file.write(line.bytes)
        }
        try file.write("},\n\"operations\":\(Self.operations(of: reader.header))")

        var notes = selection.notes
        let plan = TensorPlan(try entries(keys, of: reader, &notes), room: limit - file.byteCount - template.ending.utf8.count)
        notes += Self.notes(on: plan, limit: limit)
        try file.write(",\n\"tensors\":{\n")
        for (index, tensor) in plan.taken.enumerated() {
            let name = Self.harmless(Array(JSONValue.string(tensor.entry.name).text().utf8))
            try file.write(Array((index > 0 ? ",\n" : "").utf8) + name + Array(":".utf8) + tensor.json())
        }
        try file.write("},\n\"notes\":")
        try file.write(Self.harmless(Array(JSONValue.array(notes.map { .string($0) }).text().utf8)))
        try file.write("}\n" + template.ending)
        try file.finish()
        return (reader.warning.map { [$0] } ?? []) + notes
    }

    /// The tensors that the events speak of, as far as the file beside the trace has them.
    private func entries(_ keys: [String], of reader: TraceReader, _ notes: inout [String]) throws -> [TensorEntry] {
        guard let name = reader.header.tensors, !keys.isEmpty else { return [] }
        guard let tensors = try? SafetensorsFile(besideTrace: reader.path, name: name) else {
            notes.append("The file \(name) with the large values is not beside the recording, or can't be read.")
            return []
        }
        let readable: Set<DType> = [.float64, .float32, .float16, .bfloat16, .int32]
        return keys.compactMap { tensors.tensors[$0] }.filter { readable.contains($0.dtype) }
    }

    private static func notes(on plan: TensorPlan, limit: Int) -> [String] {
        let size = "\(limit >> 20) MB"
        var notes: [String] = []
        if plan.roundedCount > 0 {
            notes.append("To keep this page below \(size), \(plan.roundedCount) large values were rounded to 253 steps between their least and their greatest number.")
        }
        if !plan.leftOut.isEmpty {
            notes.append("To keep this page below \(size), \(plan.leftOut.count) values were left out, \(plan.leftOut[0]) among them; their statistics are here.")
        }
        return notes
    }

    /// What the operations of a program do, for the page to show.
    private static func operations(of header: TraceHeader) -> String {
        var members: [(String, JSONValue)] = []
        for mnemonic in Set(header.program.map(\.operation)).sorted() {
            guard let words = OperationCatalog.all.first(where: { $0.mnemonic == mnemonic })?.documentation else { continue }
            members.append((mnemonic, [
                "summary": .string(words.summary), "formula": .string(words.formula), "shapes": .string(words.shapes),
                "numerics": .string(words.numerics), "example": .string(words.example), "source": .string(words.source),
            ]))
        }
        return String(decoding: harmless(Array(JSONValue.object(JSONObject(pairs: members)).text().utf8)), as: UTF8.self)
    }

    /// JSON that cannot end the script that it stands in. A `<` occurs in strings alone, and may be written in digits there.
    private static func harmless(_ json: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in json {
            if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
        }
        return bytes
    }
}
