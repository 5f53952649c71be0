import Foundation

/// The log of llama.cpp's eval callback (`llama-eval-callback`, `llama-debug --verbose`): every operation with its corners and its sum.
///
///     ggml_debug:   Qcur-0 = (f32)  MUL_MAT(blk.0.attn_q.weight{…}, attn_norm-0{…}}) = {64, 41, 1, 1}
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
        let excerpt: ValueExcerpt
    }

    /// Later values of a name stand for later uses of it.
    let values: [Value]

    static func looksLikeOne(_ text: some StringProtocol) -> Bool {
        text.contains("ggml_debug:") || text.contains("common_debug_cb_eval:") || text.contains("debug_cb_eval")
    }

    init(_ text: String) {
        var values: [Value] = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        while let line = lines.popFirst() {
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
            values.append(Value(name: head.name, operation: head.operation, excerpt: excerpt))
        }
        self.values = values
    }

    /// `…: NAME = (f32) OP(…) = {a, b, c, d}`
    private static func head(_ line: Substring) -> (name: String, operation: String, extents: [Int])? {
        guard let colon = line.range(of: "ggml_debug:") ?? line.range(of: "debug_cb_eval:"),
            let equals = line[colon.upperBound...].range(of: " = ("), let brace = line.lastIndex(of: "{"), let end = line.lastIndex(of: "}"), brace < end
        else { return nil }
        let extents = line[line.index(after: brace)..<end].split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard extents.count == 4, extents.allSatisfy({ $0 > 0 && $0 < 1 << 40 }) else { return nil }
        let behind = line[equals.upperBound...].drop { $0 != ")" }.dropFirst()
        let operation = behind.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
        return (line[colon.upperBound..<equals.lowerBound].trimmingCharacters(in: .whitespaces), operation, extents)
    }
}

extension ActivationDump {
    init(llamaCppLog text: String, path: String) throws(ActivationDumpError) {
        let log = LlamaCppLog(text)
        guard !log.values.isEmpty else {
            throw ActivationDumpError(path: path, reason: "no operation of a llama.cpp log was found in it", hint: "llama-eval-callback writes them to standard error.")
        }
        var seen: Set<String> = []
        let entries = log.values.compactMap { value -> Entry? in
            let ours = Self.ours(value)
            // A name that comes again is a second prompt, or another use of it; the first is what the pass computed.
            guard let name = ours.first, seen.insert(name).inserted else { return nil }
            return Entry(name: value.name, ours: ours) { .excerpt(value.excerpt) }
        }
        self.init(path: path, kind: "llama.cpp log, corners and sums of \(log.values.count) operations", entries: entries, storage: "bfloat16")
    }

    /// Queries and keys keep their names when they are rotated.
    private static func ours(_ value: LlamaCppLog.Value) -> [String] {
        let name = value.name.split(separator: " ").first.map(String.init) ?? value.name
        let ours = NameAliases.ourNames(for: name)
        guard value.operation == "ROPE" else { return value.name.contains(" ") ? [] : ours }
        return ours.compactMap { $0.hasSuffix(".attn.q") || $0.hasSuffix(".attn.k") ? $0 + "_rot" : nil }
    }
}
