import Machine

extension ReferencePage {
    /// All operations: what `explain` shows of them without numbers.
    static let operations = ReferencePage(
        name: "Operations", title: "Operations",
        abstract: "What an instruction of a program can do: formula, shapes, numerics, cost, an example by hand, and where it comes from.",
        body: OperationCatalog.all.map(operationSection).joined(separator: "\n"))

    private static func operationSection(_ operation: any Operation.Type) -> String {
        let documentation = operation.documentation
        let facts = [
            ("Shapes", documentation.shapes), ("Numerics", documentation.numerics), ("Cost", documentation.cost),
            ("Example", documentation.example), ("Source", documentation.source),
        ]
        let formula = documentation.formula.split(separator: "\n").map { "    \($0)\n" }.joined()
        return "## \(operation.mnemonic)\n\n\(documentation.summary)\n\n\(formula)\n"
            + facts.filter { !$0.1.isEmpty }.map { "- \($0.0): \($0.1)\n" }.joined()
    }
}
