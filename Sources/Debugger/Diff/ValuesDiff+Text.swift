import JSON
import Trace
import Views

extension ValuesDiff {
    /// The report for people.
    ///
    /// - Parameter showsAll: every value instead of the first few that differ
    public func text(showsAll: Bool, style: TextStyle) -> String {
        var lines = ["A  \(a.name): \(a.kind)", "B  \(b.name): \(b.kind)", "no model: values are compared, no operation is run again", ""]
        let wrong = rows.filter { !$0.verdict.isSame }
        let shown = showsAll ? rows : Array(wrong.prefix(8))
        if !shown.isEmpty {
            var table = TextTable([
                .init("value", minimumWidth: 16, keepsEnd: true), .init("A − B", .right), .init("A", .right), .init("B", .right), .init("at"),
                .init("verdict"),
            ])
            let hasPasses = rows.contains { $0.pass > 0 }
            for row in shown {
                table.append([
                    (hasPasses ? "\(row.pass)/" : "") + row.name, Quantity.error(row.difference),
                    row.worst.map { Quantity.precise(Double($0.a)) } ?? "", row.worst.map { Quantity.precise(Double($0.b)) } ?? "",
                    row.worst.map { "\($0.index)" } ?? "", row.word,
                ])
            }
            lines += table.lines(style)
            if !showsAll, wrong.count > shown.count { lines.append("… and \(wrong.count - shown.count) more; --all shows every value") }
            lines.append("")
        }
        if let first {
            lines.append("First value that differs: \(first.name)\(first.pass > 0 ? ", pass \(first.pass)" : "")")
            lines.append("  Whether its own operation is wrong or what it was given, and whether that is a bug or noise,")
            lines.append("  could not be told: that takes running operations again, with --model MODEL.")
            lines.append("")
        }
        for (side, names) in unshared { lines.append("Only in \(side): \(DiffReport.few(names))") }
        let words = [Row.Verdict.same, .rounded, .differs, .otherShape].compactMap { verdict -> String? in
            let count = rows.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.word)"
        }
        let partial = rows.count(where: \.isPartial)
        let note = partial == 0 ? "" : " Of \(partial), only statistics or corners were there."
        lines.append("\(rows.count) values in both: \(words.joined(separator: ", ")).\(note) \(agrees ? "Equal." : "Different.")")
        return lines.map { $0 + "\n" }.joined()
    }

    /// The report for programs.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("a", ["name": .string(a.name), "kind": .string(a.kind)]), ("b", ["name": .string(b.name), "kind": .string(b.kind)]),
            ("model", .null), ("noise_of", .string(storage.rawValue)), ("equal", .bool(agrees)),
        ]
        if let first { members.append(("first_difference", first.json)) }
        members.append(("unshared", .object(JSONObject(pairs: unshared.map { ($0.side, .array($0.names.map { .string($0) })) }))))
        members.append(("values", .array(rows.map(\.json))))
        return .object(JSONObject(pairs: members))
    }
}

extension ValuesDiff.Row {
    var word: String { verdict.word + (isPartial && verdict.isSame ? " as far as shown" : "") }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("pass", .int(pass)), ("verdict", .string(verdict.rawValue)), ("partial", .bool(isPartial)),
            ("difference", ValueJSON.number(difference)),
        ]
        if let worst {
            members.append(("worst", [
                "index": .array(worst.index.map { .int($0) }), "a": ValueJSON.number(Double(worst.a)), "b": ValueJSON.number(Double(worst.b)),
            ]))
        }
        return .object(JSONObject(pairs: members))
    }
}

extension ValuesDiff.Row.Verdict {
    var word: String {
        switch self {
        case .same: "same"
        case .rounded: "same but for rounding"
        case .differs: "DIFFERS"
        case .otherShape: "OTHER SHAPE"
        }
    }
}
