import Testing

/// Every operation stands in the catalogue, which `explain`, `help`, the reference and the replay page are made from.
@Suite struct OperationCatalogTests {
    @Test func everyOperationIsInTheCatalogue() throws {
        let catalogue = try #require(SourceTree.files.first { $0.path == "Machine/Operations/OperationCatalog.swift" })
        let listed = Set(catalogue.lines.joined(separator: "\n").matches(of: #/(\w+)\.self/#).map { String($0.output.1) })
        let declared = SourceTree.files.filter { $0.path.hasPrefix("Machine/Operations/") }.flatMap { file in
            file.lines.compactMap { $0.firstMatch(of: #/struct (\w+): Operation\b/#).map { String($0.output.1) } }
        }
        #expect(!declared.isEmpty && Set(declared) == listed)
    }
}
