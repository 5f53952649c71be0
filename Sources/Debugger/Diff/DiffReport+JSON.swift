import JSON

extension DiffReport {
    /// The report for programs.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("a", ["name": .string(a.name), "kind": .string(a.kind)]), ("b", ["name": .string(b.name), "kind": .string(b.kind)]),
            ("passes", .int(passes)), ("tokens", .int(tokens)),
            ("arithmetic", .string(arithmetic.roundsToBFloat16 ? "bf16" : "float64")), ("noise_of", .string(arithmetic.storage.rawValue)),
            ("equal", .bool(agrees)),
        ]
        if let divergence { members.append(("first_divergence", divergence.json)) }
        members.append(("unplaced", .object(JSONObject(pairs: unplaced.map { ($0.side, .array($0.names.map { .string($0) })) }))))
        members.append(("values", .array(rows.map(\.json))))
        return .object(JSONObject(pairs: members))
    }
}

extension DiffReport.Row {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("operation", .string(mnemonic)), ("pass", .int(pass)),
            ("shape", .array(shape.extents.map { .int($0) })), ("side", .string(side)), ("verdict", .string(verdict.rawValue)),
            ("added", ValueJSON.number(added.largest)), ("added_in_noise", ValueJSON.number(added.inNoise)),
        ]
        if let difference { members.append(("difference", ValueJSON.number(difference))) }
        if let cameIn { members.append(("came_in", ValueJSON.number(cameIn))) }
        return .object(JSONObject(pairs: members))
    }
}

extension DiffReport.Divergence {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("operation", .string(suspects.first?.operation ?? row.name)), ("seen_at", row.json),
            ("inputs", .array(inputs.map(\.json))), ("unseen", .array(unseen.map { .string($0) })),
        ]
        if let worst {
            members.append(("worst", [
                "index": .array(worst.index.map { .int($0) }), "found": ValueJSON.number(worst.found), "expected": ValueJSON.number(worst.expected),
            ]))
        }
        if let note { members.append(("note", .string(note))) }
        members.append(("looks_like", .array(suspects.map { suspect in
            var members: [(String, JSONValue)] = [
                ("name", .string(suspect.name)), ("title", .string(suspect.title)), ("remedy", .string(suspect.remedy)),
                ("operation", .string(suspect.operation)), ("rest_in_noise", ValueJSON.number(suspect.rest.inNoise)),
                ("explained", .int(suspect.explained)), ("contradicted", .int(suspect.contradicted)),
            ]
            if let significance = suspect.significance { members.append(("standard_errors", ValueJSON.number(significance))) }
            return .object(JSONObject(pairs: members))
        })))
        return .object(JSONObject(pairs: members))
    }
}
