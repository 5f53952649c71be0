import Machine
import Views

/// A trace in words.
struct TraceOutline {
    /// What an element is called: `layers.2.attn.q[7, 3]`, with absolute positions.
    let name: (ValueElement) -> String
    /// What is to be said of an element besides: the token that it is.
    let remark: (ValueElement) -> String?

    func view(_ trace: TraceBack) -> OutlineView {
        var lines: [OutlineView.Line] = []
        var seen: Set<ValueElement> = []
        append(trace, depth: 0, scope: "", seen: &seen, to: &lines)
        return OutlineView(lines)
    }

    /// - Parameter scope: the full name of the number above, which says which layer the names are of
    private func append(
        _ trace: TraceBack, depth: Int, scope: String, seen: inout Set<ValueElement>, to lines: inout [OutlineView.Line]
    ) {
        let breakdown = trace.breakdown
        let full = name(breakdown.element)
        let head = "\(Self.short(full, in: scope)) = \(Quantity.decimal(breakdown.value)) · \(breakdown.note)"
            + (remark(breakdown.element).map { ", \($0)" } ?? "")
        guard seen.insert(breakdown.element).inserted || trace.branches.isEmpty else {
            lines.append(.init(depth: depth, text: "\(Self.short(full, in: scope)) = \(Quantity.decimal(breakdown.value)) · as above", isRest: true))
            return
        }
        // One term is no list: it stands behind the number, and what it was made of below.
        if breakdown.terms.count == 1, let branch = trace.branches.first {
            lines.append(.init(depth: depth, text: head + ": " + text(branch.term, in: full)))
            for node in branch.nodes { append(node, depth: depth + 1, scope: full, seen: &seen, to: &lines) }
        } else {
            lines.append(.init(depth: depth, text: head))
            for branch in trace.branches {
                lines.append(.init(depth: depth + 1, amount: branch.term.amount, text: text(branch.term, in: full)))
                for node in branch.nodes { append(node, depth: depth + 3, scope: full, seen: &seen, to: &lines) }
            }
            if trace.restCount > 0 {
                lines.append(.init(depth: depth + 1, amount: trace.restSum, text: "rest: \(trace.restCount.times("term"))", isRest: true))
            }
        }
        if breakdown.isChanged {
            lines.append(.init(depth: depth + 1, amount: breakdown.unexplained, text: "set by hand, or patched: the terms don't say it", isRest: true))
        }
    }

    private func text(_ term: ElementTerm, in scope: String) -> String {
        term.factors.map { factor in
            switch factor {
            case .element(let element, let value): "\(Self.short(name(element), in: scope)) \(Quantity.decimal(value))"
            case .weight(let name, let value): "\(name) \(Quantity.decimal(value))"
            // `1/√32` says its value.
            case .constant(let name, let value): name.hasPrefix("1/√") ? name : "\(name) \(Quantity.decimal(value))"
            }
        }.joined(separator: term.isProduct ? " × " : ", ")
    }

    /// The name without what it has in common with the one above: `layers.2.attn.q[7, 3]` is `q[7, 3]` below
    /// `layers.2.attn.scores`, and `attn.out[7, 3]` below `layers.2.resid_mid`.
    static func short(_ name: String, in scope: String) -> String {
        let around = scope.prefix { $0 != "[" }
        for enclosing in ProgramScopes.enclosing(String(around)).reversed() where name.hasPrefix(enclosing + ".") {
            return String(name.dropFirst(enclosing.count + 1))
        }
        return name
    }
}
