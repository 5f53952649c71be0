import Checkpoint
import Foundation

/// The log of llama.cpp's eval callback (`llama-eval-callback`, `llama-debug --verbose`): every operation with its corners and its sum.
///
///     common_debug_cb_eval:   Qcur-0 = (f32)  MUL_MAT(blk.0.attn_q.weight{…}, attn_norm-0{…}}) = {64, 41, 1, 1}
///                          [
///                           [
///                            [ -0.0181,   0.0272,   0.0272, ...,  0.1],
///                           ],
///                          ]
///                          sum = -1.234
///
/// Extents are written innermost first.
struct LlamaCppLog {
    struct Value {
        let name: String
        let operation: String
        /// The names of what it was computed from: at most two are printed.
        let operands: [String]
        let excerpt: ValueExcerpt
    }

    /// Later values of a name stand for later uses of it.
    let values: [Value]
    /// The tokens that went in, where the log says them.
    let ids: [Int32]?

    static func looksLikeOne(_ text: some StringProtocol) -> Bool {
        text.contains("ggml_debug:") || text.contains("common_debug_cb_eval:") || text.contains("debug_cb_eval")
    }

    init(_ text: String) {
        var values: [Value] = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        var ids: [Int32]?
        while let line = lines.popFirst() {
            if ids == nil { ids = Self.ids(line, &lines) }
            guard let head = Self.head(line) else { continue }
            var brackets = ""
            var sum: Double?
            while let next = lines.first, Self.head(next) == nil {
                lines.removeFirst()
                let trimmed = next.trimmingCharacters(in: .whitespaces)
                if trimmed.hasPrefix("sum") {
                    sum = trimmed.split(separator: "=").last.flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
                    break
                }
                guard trimmed.allSatisfy({ "[]., -+einfa0123456789".contains($0) }) else { break }
                brackets += trimmed + "\n"
            }
            let shape = Array(head.extents.reversed())
            guard shape.count == 4, shape[0] == 1, let elements = BracketedNumbers.elements(brackets, shape: Array(shape.dropFirst())) else { continue }
            let excerpt = ValueExcerpt(shape: Array(shape.dropFirst()), elements: elements, sum: sum, digits: .behindPoint(4))
            values.append(Value(name: head.name, operation: head.operation, operands: head.operands, excerpt: excerpt))
        }
        (self.values, self.ids) = (values, ids)
    }

    /// `… number of input tokens = 2`, and a line for each; nil for any other line.
    private static func ids(_ line: Substring, _ lines: inout ArraySlice<Substring>) -> [Int32]? {
        guard let title = line.range(of: "number of input tokens = "), let count = Int(line[title.upperBound...]), count > 0 else { return nil }
        let ids = lines.prefix(count).compactMap { $0.split(separator: " ").last.flatMap { Int32($0) } }
        return ids.count == count ? ids : nil
    }

    /// `…: NAME = (f32) OP(…) = {a, b, c, d}`
    private static func head(_ line: Substring) -> (name: String, operation: String, operands: [String], extents: [Int])? {
        guard let colon = line.range(of: "ggml_debug:") ?? line.range(of: "debug_cb_eval:"),
            let equals = line[colon.upperBound...].range(of: " = ("), let brace = line.lastIndex(of: "{"), let end = line.lastIndex(of: "}"), brace < end
        else { return nil }
        let extents = line[line.index(after: brace)..<end].split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard extents.count == 4, extents.allSatisfy({ $0 > 0 && $0 < 1 << 40 }) else { return nil }
        let behind = line[equals.upperBound...].drop { $0 != ")" }.dropFirst()
        let operation = behind.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
        // `(A{1, 2, 3, 4}, B{1, 2, 3, 4}})`: what stands before a brace, without the comma that is left of the one before.
        let operands = behind.drop { $0 != "(" }.dropFirst().prefix { $0 != "=" }.split(separator: "{").dropLast().map { part in
            String(part.reversed().prefix { $0 != "}" }.reversed()).trimmingCharacters(in: [" ", ","])
        }
        return (line[colon.upperBound..<equals.lowerBound].trimmingCharacters(in: .whitespaces), operation, operands, extents)
    }
}

extension ActivationDump {
    init(llamaCppLog text: String, path: String) throws(ActivationDumpError) {
        let log = LlamaCppLog(text)
        guard !log.values.isEmpty else {
            throw ActivationDumpError(path: path, reason: "no operation of a llama.cpp log was found in it", hint: "llama-eval-callback prints them; 2>&1 keeps both of its outputs.")
        }
        var seen: Set<String> = []
        let entries = log.values.compactMap { value -> Entry? in
            let ours = Self.ours(value)
            // A name that comes again is a second prompt, or another use of it; the first is what the pass computed.
            guard let name = ours.first, seen.insert(name).inserted else { return nil }
            return Entry(name: value.name, ours: ours) { .excerpt(value.excerpt) }
        }
        self.init(path: path, kind: "llama.cpp log, corners and sums of \(log.values.count) operations", entries: entries,
            ids: log.ids.map { [$0] }, storage: "bfloat16")
    }

    /// What a value is called here. A weight that it was computed with says so for certain: several values may bear one name, and
    /// some a wrong one (`ffn_norm` stands for what attention puts out wherever nothing comes between).
    private static func ours(_ value: LlamaCppLog.Value) -> [String] {
        if let weight = value.operands.first(where: { $0.hasSuffix(".weight") }) {
            let names = NameAliases.names(for: GGUFTensorName.huggingFace(weight))
            if !names.isEmpty { return names }
        }
        // Views of other values, and rows that were picked out of them.
        guard !value.name.contains(" "), !value.operands.contains(where: { $0.hasSuffix("out_ids") }) else { return [] }
        let ours = NameAliases.ourNames(for: value.name)
        // Queries and keys keep their names when they are rotated or stretched.
        guard let suffix = suffix(of: value) else { return ours }
        return ours.compactMap { $0.hasSuffix(".attn.q") || $0.hasSuffix(".attn.k") ? $0 + suffix : nil }
    }

    private static func suffix(of value: LlamaCppLog.Value) -> String? {
        if value.operation == "ROPE" { return "_rot" }
        return value.operation == "MUL" && value.operands.last?.hasPrefix("inp_attn_scale") == true ? "_scaled" : nil
    }
}
