import Checkpoint
import Foundation
import JSON

extension ActivationDump {
    /// Texts larger than this are no debugger's output.
    private static let textLimit = 1 << 30

    /// Opens whatever it is: a trace, safetensors, npz, transformers' debug tree, llama.cpp's log.
    ///
    /// - Throws: `ActivationDumpError`, `CheckpointError`
    public init(opening path: String) throws {
        let file = try MappedFile(path: path)
        let start = file.bytes.prefix(8)
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = try ActivationDump(npz: path)
        } else if path.hasSuffix(".safetensors") {
            self = try ActivationDump(safetensors: path)
        } else if file.bytes.first(where: { !" \n\t\r".utf8.contains($0) }) == UInt8(ascii: "{"), !Self.isSafetensors(file) {
            // Traces may be long: only what says that it is one is looked at.
            if file.bytes.prefix(200).contains(sequence: TraceFormat.name) {
                self = try ActivationDump(trace: path)
                return
            }
            let json: JSONValue
            do { json = try JSONValue(parsing: Array(file.bytes)) } catch {
                throw ActivationDumpError(path: path, reason: "it begins as JSON and is none (\(error))", hint: Self.kinds)
            }
            guard TransformersDebugTree.looksLikeOne(json) else {
                throw ActivationDumpError(path: path, reason: "it is JSON of no kind that is known here", hint: Self.kinds)
            }
            let tree = TransformersDebugTree(json, directory: URL(fileURLWithPath: path).deletingLastPathComponent())
            self.init(
                path: path, kind: "transformers debug tree, \(tree.entries.count) values", entries: tree.entries,
                ids: tree.ids.map { [$0] })
        } else if Self.isSafetensors(file) {
            self = try ActivationDump(safetensors: path)
        } else {
            guard file.byteCount <= Self.textLimit, let text = String(validating: file.bytes, as: UTF8.self), LlamaCppLog.looksLikeOne(text) else {
                throw ActivationDumpError(path: path, reason: "it is nothing that holds activations", hint: Self.kinds)
            }
            self = try ActivationDump(llamaCppLog: text, path: path)
        }
    }

    private static func isSafetensors(_ file: MappedFile) -> Bool {
        file.byteCount > 9 && file.bytes[8] == UInt8(ascii: "{")
    }

    private static let kinds =
        "A trace, safetensors, npz, transformers' debug tree (…_FULL_TENSORS.json) or llama.cpp's eval-callback log can be compared."
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate func contains(sequence text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}
