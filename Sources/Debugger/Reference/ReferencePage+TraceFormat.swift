import JSON
import Trace

extension ReferencePage {
    /// What a trace holds: what the schema says of every field, and what the program says of levels.
    ///
    /// - Parameter schema: `traces/trace.schema.json`
    public static func traceFormat(_ schema: JSONValue) -> ReferencePage {
        let definitions = schema.object?["$defs"]?.object ?? JSONObject(pairs: [])
        let sections = definitions.members.filter { !rows($0.value, "", definitions).isEmpty }
        let words = definitions.members.filter { rows($0.value, "", definitions).isEmpty }.map {
            "| \($0.name) | \(kind($0.value, definitions)) | \(description(of: $0.value)) |\n"
        }
        return ReferencePage(
            name: "TraceFormat", title: "The format of traces",
            abstract: "What stands in a trace, field by field, as `traces/trace.schema.json` (JSON Schema 2020-12) has it.",
            body: """
                \(description(of: schema)) A field that is not marked as required may be absent.

                ## The document

                \(table(schema, definitions))
                ## Levels

                \(levels)
                Values of up to \(TraceFormat.inlineLimit) numbers stand in the trace itself, larger ones in the safetensors file \
                beside it. Of each head the \(TraceFormat.strongestCount) strongest keys are listed, of the lens the \
                \(TraceFormat.lensCount) likeliest tokens, of the logits the \(TraceFormat.topCount) likeliest.

                ## Words for what a field is

                | | is | |
                |---|---|---|
                \(words.joined())
                \(sections.map { "## \($0.name)\n\n\(description(of: $0.value))\n\n\(table($0.value, definitions))" }.joined(separator: "\n"))
                """)
    }

    private static var levels: String {
        var seen: Set<String> = []
        let rows = TraceLevel.allCases.map { level in
            let added = level.patterns.map(\.description).filter { seen.insert($0).inserted }
            let values = added.isEmpty ? "" : added.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(level.rawValue)` | \(values) | \(level.digestsTokens ? "yes" : "") | \(level.looksThroughLens ? "yes" : "") |\n"
        }
        return "| level | adds in full | token events | lens |\n|---|---|---|---|\n" + rows.joined()
    }

    private static func description(of schema: JSONValue) -> String { schema.object?["description"]?.string ?? "" }

    private static func table(_ schema: JSONValue, _ definitions: JSONObject) -> String {
        "| field | is | |\n|---|---|---|\n" + rows(schema, "", definitions).joined()
    }

    /// A row for every field; those of an object or list that has no name of its own follow it.
    private static func rows(_ schema: JSONValue, _ prefix: String, _ definitions: JSONObject) -> [String] {
        let required = Set((schema.object?["required"]?.array ?? []).compactMap(\.string))
        let fields = (schema.object?["properties"]?.object?.members ?? []).flatMap { field in
            let isRequired = required.contains(field.name) ? ", required" : ""
            let name = prefix + field.name
            let row = "| `\(name)` | \(kind(field.value, definitions))\(isRequired) | \(description(of: field.value)) |\n"
            return [row] + rows(field.value, name + ".", definitions)
        }
        // Of a list, those of its elements.
        return fields + (schema.object?["items"].map { rows($0, prefix.isEmpty ? "" : prefix.dropLast() + "[].", definitions) } ?? [])
    }

    /// What a field is, in words.
    private static func kind(_ schema: JSONValue, _ definitions: JSONObject) -> String {
        guard let members = schema.object else { return "anything" }
        if let reference = members["$ref"]?.string {
            let name = String(reference.dropFirst("#/$defs/".count))
            let isSection = definitions[name].map { !rows($0, "", definitions).isEmpty } ?? false
            return isSection ? "[\(name)](#\(name))" : name
        }
        if let constant = members["const"] { return "`\(constant.text())`" }
        if let words = members["enum"]?.array { return words.map { "`\($0.text())`" }.joined(separator: " or ") }
        if let kinds = members["anyOf"]?.array { return kinds.map { kind($0, definitions) }.joined(separator: " or ") }
        let types = members["type"]?.array?.compactMap(\.string) ?? [members["type"]?.string ?? "object"]
        return types.map { type in
            guard type == "array" else { return type }
            if let pair = members["prefixItems"]?.array { return "pair of \(pair.map { kind($0, definitions) }.joined(separator: " and "))" }
            return "list" + (members["items"].map { " of " + kind($0, definitions) } ?? "")
        }.joined(separator: " or ")
    }
}
