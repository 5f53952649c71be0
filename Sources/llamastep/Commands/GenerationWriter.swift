import Foundation
import JSON
import Llama4
import Tokenizer

/// Writes tokens as they are chosen: text as soon as whole characters are there, ids where there is no tokenizer.
struct GenerationWriter {
    private let tokenizer: Tokenizer?
    private let topCount: Int?
    private let isSilent: Bool
    private let console: Console
    private var decoder: StreamingDecoder?

    private(set) var ids: [Int32] = []
    private(set) var text = ""
    /// One object per token, where they were asked for.
    private(set) var logProbabilityRecords: [JSONValue] = []

    init(_ tokenizer: Tokenizer?, logProbabilities: Int?, isSilent: Bool, _ console: Console) {
        self.tokenizer = tokenizer
        topCount = logProbabilities
        self.isSilent = isSilent
        self.console = console
        decoder = tokenizer.map { StreamingDecoder($0) }
    }

    mutating func write(_ step: Session.Step) {
        ids.append(step.id)
        if let topCount {
            write(LogProbability.of(step.id, logits: step.logits), LogProbability.top(topCount, logits: step.logits))
            return
        }
        show(decoder?.append(step.id) ?? "\(ids.count > 1 ? " " : "")\(step.id)")
    }

    mutating func finish() {
        if topCount == nil, let rest = decoder?.finish() { show(rest) }
        if !isSilent, topCount == nil { console.write("\n") }
    }

    private mutating func show(_ piece: String) {
        text += piece
        if !isSilent, !piece.isEmpty { console.write(piece) }
    }

    /// A line per token: how likely it was, and what else there was to choose from.
    private mutating func write(_ chosen: LogProbability, _ top: [LogProbability]) {
        text += decoder?.append(chosen.id) ?? ""
        logProbabilityRecords.append([
            "id": .int(Int(chosen.id)), "logprob": .double(chosen.value),
            "top": .array(top.map { ["id": .int(Int($0.id)), "logprob": .double($0.value)] }),
        ])
        guard !isSilent else { return }
        let others = top.map { "\(quoted($0.id)) \(String(format: "%.3f", $0.value))" }.joined(separator: "  ")
        console.write(String(format: "%8.3f  ", chosen.value) + quoted(chosen.id) + (others.isEmpty ? "" : "   |  " + others) + "\n")
    }

    private func quoted(_ id: Int32) -> String {
        guard let tokenizer else { return String(id) }
        return "'" + tokenizer.text(id).replacing("\n", with: "\\n") + "'"
    }
}
