import Machine
import Tensors

/// How one number of a pass came about: the terms that the instruction added up, or the one number that it was made of.
///
/// The terms add up to the number but for rounding. What isn't a sum has one term: a norm takes its scale as measured, a
/// product names both factors, and softmax, sigmoid and the router's choice name the number that decided.
struct ElementBreakdown: Sendable {
    let element: ValueElement
    /// What the pass has.
    let value: Double
    /// The operation, and what is to be said of it here.
    let note: String
    /// The largest first.
    let terms: [ElementTerm]

    /// What the terms don't add up to: rounding, unless the value was changed by hand or by a patch.
    var unexplained: Double {
        guard !terms.isEmpty else { return 0 }
        let difference = value - terms.reduce(0) { $0 + $1.amount }
        return difference.isFinite ? difference : 0
    }

    var isChanged: Bool { abs(unexplained) > 1e-3 * max(1, abs(value)) }

    /// - Precondition: the register holds a value with such an element.
    init(_ element: ValueElement, _ machine: Machine) throws {
        self.element = element
        let held = try machine.value(of: element.register)
        value = Double(held.tensor[flat: held.tensor.offset(of: element.indices)])
        guard let instruction = machine.program.instruction(writing: element.register) else {
            note = Self.origin(of: element, machine)
            terms = []
            return
        }
        let parts = try ElementParts(instruction, element.indices, value, machine).parts()
        note = ([instruction.mnemonic] + parts.notes).joined(separator: ", ")
        terms = parts.terms.sorted { abs($0.amount) > abs($1.amount) }
    }

    /// Where a pass begins.
    private static func origin(of element: ValueElement, _ machine: Machine) -> String {
        switch machine.program.name(of: element.register) {
        case "ids": "a token of the text"
        case "positions": "counted from the beginning of the text"
        default: "kept from an earlier pass"
        }
    }
}
