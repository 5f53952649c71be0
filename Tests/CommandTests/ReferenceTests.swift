import Debugger
import Foundation
import JSON
import TestSupport
import Testing

@testable import llamastep

/// The pages of the reference say what the program says. `LLAMASTEP_RECORD=1` writes them anew.
@Suite struct ReferenceTests {
    private static let catalogue = PackageFiles.root.appending(path: "Sources/llamastep/LlamaStep.docc")

    /// The pages, one of which is made from the schema of traces too.
    private static var pages: [ReferencePage] {
        get throws {
            let schema = PackageFiles.root.appending(path: "traces/trace.schema.json")
            return ReferencePage.all + [.commandLine, .traceFormat(try JSONValue(parsing: [UInt8](Data(contentsOf: schema))))]
        }
    }

    @Test func pagesAreCurrent() throws {
        let overview = try String(contentsOf: Self.catalogue.appending(path: "LlamaStep.md"), encoding: .utf8)
        for page in try Self.pages {
            let file = Self.catalogue.appending(path: page.name + ".md")
            if ProcessInfo.processInfo.environment["LLAMASTEP_RECORD"] == "1" {
                try page.markdown.write(to: file, atomically: true, encoding: .utf8)
                continue
            }
            let recorded = try String(contentsOf: file, encoding: .utf8)
            #expect(recorded == page.markdown, "\(page.name).md is stale: run the tests with LLAMASTEP_RECORD=1 and look at what changed")
            #expect(overview.contains("<doc:\(page.name)>"), "\(page.name) is not in the overview")
        }
    }
}

/// The schema of traces describes every field that is written.
@Suite struct TraceFormatTests {
    private static func json(_ path: URL) throws -> JSONValue { try JSONValue(parsing: [UInt8](Data(contentsOf: path))) }

    /// Fields without a description.
    private static func undescribed(_ schema: JSONValue, _ path: String) -> [String] {
        let fields = schema.object?["properties"]?.object?.members ?? []
        return fields.flatMap { field in
            (field.value.object?["description"] == nil ? [path + field.name] : []) + undescribed(field.value, path + field.name + ".")
        } + (schema.object?["items"].map { undescribed($0, path) } ?? [])
    }

    /// Members of a document that its schema does not know.
    private static func unknown(_ value: JSONValue, _ schema: JSONValue, _ definitions: JSONObject, _ path: String) -> Set<String> {
        var schema = schema
        if let name = schema.object?["$ref"]?.string { schema = definitions[String(name.dropFirst("#/$defs/".count))] ?? .null }
        // An event is what its word says.
        if let kind = value.object?["event"]?.string, let known = definitions[kind] { schema = known }
        if let elements = value.array, let items = schema.object?["items"] {
            return elements.reduce(into: []) { $0.formUnion(unknown($1, items, definitions, path)) }
        }
        guard let members = value.object?.members, let fields = schema.object?["properties"]?.object else { return [] }
        return members.reduce(into: []) { found, member in
            guard member.name != "event" else { return }
            if let field = fields[member.name] {
                found.formUnion(unknown(member.value, field, definitions, path + member.name + "."))
            } else {
                found.insert(path + member.name)
            }
        }
    }

    @Test func everyFieldIsDescribed() throws {
        let schema = try Self.json(PackageFiles.root.appending(path: "traces/trace.schema.json"))
        let definitions = try #require(schema.object?["$defs"]?.object)
        #expect(Self.undescribed(schema, "").isEmpty)
        for definition in definitions.members { #expect(Self.undescribed(definition.value, definition.name + ".").isEmpty) }
        let folder = try TemporaryDirectory()
        let outcome = try CommandRunner.run(["trace", "--prompt", "Mia: \u{1F4A5}", "--level", "all", "-n", "1", "-o", folder.path + "/run.json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let files = ["pocket-scout", "pocket-maverick"].map { PackageFiles.root.appending(path: "traces/\($0).json") } + [URL(filePath: folder.path + "/run.json")]
        for file in files { #expect(Self.unknown(try Self.json(file), schema, definitions, "") == []) }
    }
}
