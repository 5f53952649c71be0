import Trace
import Views

extension CheckReport {
    /// The report as a table and a verdict.
    public var text: String {
        var table = TextTable([
            .init("value"), .init("shape"), .init("abs error", .right), .init("rel error", .right), .init("verdict"),
        ])
        for row in rows {
            let comparison = row.comparison
            table.append([
                row.name, comparison?.shape.description ?? "", comparison.map { Quantity.error($0.largestAbsolute) } ?? "",
                comparison.map { Quantity.error($0.largestRelative) } ?? "", row.word,
            ])
        }
        return table.text + "\n" + summary
    }

    private var summary: String {
        var lines: [String] = []
        if let divergence {
            lines.append("First divergent value: \(divergence.name) (\(divergence.mnemonic)), \(divergence.comparison.sentence)")
            for input in divergence.inputs {
                lines.append("  fed by \(input.name): \(input.comparison?.sentence ?? input.word)")
            }
            if !divergence.unseen.isEmpty {
                lines.append("  on the way, without expectations, so the fault may be there: \(divergence.unseen.joined(separator: ", "))")
            }
        }
        for row in rows where row.verdict == .unknown {
            lines.append("The program has no value \(row.name).")
        }
        if let decodeDifference {
            lines.append(
                "Token by token: differs from all at once at position \(decodeDifference.position), "
                    + "\(decodeDifference.name), \(decodeDifference.comparison.sentence)")
        } else {
            lines.append("Token by token: \(decodedPositions) positions equal to all at once.")
        }
        if let continuationDifference {
            lines.append(
                "Greedy continuation: token \(continuationDifference.index) of \(continuationLength) is "
                    + "\(continuationDifference.found), expected \(continuationDifference.expected) "
                    + "(ahead by \(Quantity.error(Double(continuationDifference.margin))))")
        } else if continuationLength > 0 {
            lines.append("Greedy continuation: \(continuationLength) tokens equal.")
        }
        if let continuationLogits {
            lines.append("Logits of the continuation: \(continuationLogits.sentence)")
        }
        let agreeing = rows.count { $0.verdict == .agrees }
        lines.append(
            "\(caseName): \(agreeing) of \(rows.count) values within rtol \(Quantity.error(tolerance.relative)), "
                + "atol \(Quantity.error(tolerance.absolute)). \(agrees ? "Equal." : "Different.")")
        return lines.map { $0 + "\n" }.joined()
    }
}

extension CheckReport.Row {
    var word: String {
        switch verdict {
        case .agrees: "ok"
        case .differs: "DIFFERS"
        case .unknown: "NOT IN THE PROGRAM"
        }
    }
}

extension ValueComparison {
    /// The comparison in words.
    var sentence: String {
        if let expectedShape { return "shape \(shape), expected \(expectedShape)" }
        let size = "abs error \(Quantity.error(largestAbsolute)), rel error \(Quantity.error(largestRelative))"
        guard let worst else { return size + ", ok" }
        return size + ", \(disagreeing) of \(shape.elementCount) elements beyond the tolerance, worst at \(worst.index): "
            + "\(worst.found), expected \(worst.expected)"
    }
}
