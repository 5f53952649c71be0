import Foundation
import Trace
import Views

extension DiffReport {
    /// The report for people: what was compared, the values that differ, and the verdict.
    ///
    /// - Parameter showsAll: every value instead of the first few that differ
    public func text(showsAll: Bool, style: TextStyle) -> String {
        var lines = ["A  \(a.name): \(a.kind)", "B  \(b.name): \(b.kind)", basis, ""]
        let wrong = rows.filter { $0.verdict == .differs || $0.verdict == .misfit }
        let shown = showsAll ? rows : Array(wrong.prefix(8))
        if !shown.isEmpty {
            lines += table(shown).lines(style)
            if !showsAll, wrong.count > shown.count { lines.append("… and \(wrong.count - shown.count) more; --all shows every value") }
            lines.append("")
        }
        lines += divergence.map { verdict($0) } ?? []
        for (side, names) in unplaced {
            lines.append("Only in \(side), the program has no such value: \(Self.few(names))")
        }
        lines.append(summary)
        return lines.map { $0 + "\n" }.joined()
    }

    private var basis: String {
        let judged = arithmetic.roundsToBFloat16 ? "rounded as the reference does in bf16" : "run again in Float64"
        return "\(tokens) tokens in \(passes == 1 ? "one pass" : "\(passes) passes"); operations \(judged), noise of \(arithmetic.storage.rawValue)"
    }

    private func table(_ rows: [Row]) -> TextTable {
        var table = TextTable([
            .init("value", minimumWidth: 16, keepsEnd: true), .init("side"), .init("A − B", .right), .init("came in", .right),
            .init("added", .right), .init("× noise", .right), .init("verdict"),
        ])
        for row in rows {
            table.append([
                (passes > 1 ? "\(row.pass)/" : "") + row.name, row.side, row.difference.map(Quantity.error) ?? "",
                row.cameIn.map(Quantity.error) ?? "", Quantity.error(row.added.largest), Self.times(row.added.inNoise), row.word,
            ])
        }
        return table
    }

    private func verdict(_ divergence: Divergence) -> [String] {
        let row = divergence.row
        // A mistake that explains it all says which of several unseen operations it is.
        let operation = divergence.suspects.first.map(\.operation) ?? row.name
        let seenAt = operation == row.name ? "" : ", seen at \(row.name)"
        var lines = ["First divergent operation: \(operation)\(operation == row.name ? " (\(row.mnemonic))" : ""), of \(row.side)\(seenAt)"]
        if let note = divergence.note { lines.append("  \(note)") }
        if row.verdict != .misfit {
            if let cameIn = row.cameIn { lines.append("  came in with its inputs  \(Quantity.error(cameIn))") }
            let judgement = row.added.isNoise ? "small, but not by chance" : "no rounding explains that"
            lines.append("  added by itself          \(Quantity.error(row.added.largest)), \(Self.times(row.added.inNoise)) × noise: \(judgement)")
        }
        if let worst = divergence.worst {
            lines.append("  worst at \(worst.index): \(Quantity.precise(worst.found)), its inputs make \(Quantity.precise(worst.expected))")
        }
        for input in divergence.inputs {
            lines.append("  read \(input.name): \(input.word), itself \(Self.times(input.added.inNoise)) × noise")
        }
        if !divergence.unseen.isEmpty {
            lines.append("  on the way, not recorded: \(Self.few(divergence.unseen))")
        }
        for suspect in divergence.suspects.prefix(3) {
            lines.append("  looks like: \(suspect.title)")
            let rest = suspect.rest.isNoise
                ? "that reproduces it to \(Self.times(suspect.rest.inNoise)) × noise" : "that leaves \(Quantity.error(suspect.rest.largest))"
            let sure = suspect.significance.map { ", \(String(format: "%.0f", min($0, 1e6))) standard errors" } ?? ""
            lines.append("    \(rest)\(sure)\(Self.reach(suspect)).")
            lines.append("    \(suspect.remedy)")
        }
        if divergence.suspects.isEmpty, row.verdict != .misfit { lines.append("  none of the known mistakes looks like it") }
        return lines + [""]
    }

    private var summary: String {
        let words = [Row.Verdict.same, .excerptAgrees, .inherited, .differs, .misfit].compactMap { verdict -> String? in
            let count = rows.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.word)"
        }
        let noisiest = rows.map(\.added.inNoise).max() ?? 0
        let noise = agrees ? " At most \(Self.times(noisiest)) × noise (limit \(Self.times(Deviation.limit)))." : ""
        return "\(rows.count) values: \(words.joined(separator: ", ")).\(noise) \(agrees ? "Equal." : "Different.")"
    }

    /// All names where they are few; else how many, and some of them.
    static func few(_ names: [String]) -> String {
        guard names.count > 4, let last = names.last else { return names.joined(separator: ", ") }
        return "\(names.count) values, \(names.prefix(2).joined(separator: ", ")) … \(last)"
    }

    /// How much of the rest of the pass a mistake accounts for.
    private static func reach(_ suspect: DiffReport.Suspect) -> String {
        var text = suspect.explained > 1 ? "; it explains \(suspect.explained) operations that differ" : ""
        if suspect.contradicted > 0 { text += "; \(suspect.contradicted) that it would change are right" }
        return text
    }

    private static func times(_ ratio: Double) -> String {
        switch ratio {
        case ..<100: String(format: "%.1f", ratio)
        case ..<1e5: String(format: "%.0f", ratio)
        default: ratio.isFinite ? String(format: "%.0e", ratio) : "∞"
        }
    }
}

extension DiffReport.Row {
    var word: String { verdict.word }
}

extension DiffReport.Row.Verdict {
    var word: String {
        switch self {
        case .same: "same"
        case .inherited: "inherited"
        case .differs: "DIFFERS"
        case .excerptAgrees: "same as far as shown"
        case .misfit: "OTHER SHAPE"
        }
    }
}
