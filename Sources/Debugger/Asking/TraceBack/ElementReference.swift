import Machine
import Tensors

/// Elements of values as people write them, with absolute positions, and back.
struct ElementReference {
    private let context: EvaluationContext

    init(_ context: EvaluationContext) {
        self.context = context
    }

    /// The element that `0, -1, 3` means. Where rows are made of heads, one index more tells head and place apart.
    func element(_ text: String, of found: EvaluationContext.Found) throws(Refusal) -> ValueElement {
        let numbers = text.replacing("−", with: "-").split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmingSpaces) }
        let shape = found.value.shape
        var (extents, origins) = (shape.extents, context.origins(of: found))
        let heads = found.instruction?.heads ?? 0
        let splitsHeads = heads > 0 && numbers.count == shape.rank + 1 && shape.rowLength % heads == 0
        if splitsHeads {
            extents[shape.rank - 1] = heads
            extents.append(shape.rowLength / heads)
            origins.append(0)
        }
        let indices = zip(numbers, zip(extents, origins)).map { number, axis -> Int? in
            guard let number else { return nil }
            // Far from every position, sums would overflow.
            guard number.magnitude < 1 << 40 else { return nil }
            let index = number < 0 ? axis.0 + number : number - axis.1
            return (0..<axis.0).contains(index) ? index : nil
        }
        guard numbers.count == extents.count, !indices.contains(nil) else {
            let ranges = zip(extents, origins).map { "\($1) to \($1 + $0 - 1)" }.joined(separator: ", ")
            throw Refusal("\(found.name) has the shape \(shape); one element of it is given by \(extents.count.times("index")) in \(ranges).")
        }
        var places = indices.compactMap { $0 }
        if splitsHeads, let within = places.popLast(), let head = places.popLast() {
            places.append(head * (shape.rowLength / heads) + within)
        }
        return ValueElement(found.register, places)
    }

    /// `layers.2.attn.q[7, 3]`
    ///
    /// - Parameter mark: what stands behind the name of a value that was changed
    func name(_ element: ValueElement, mark: String = "") -> String {
        let program = context.machine.program
        let name = program.name(of: element.register)
        var origins = element.indices.map { _ in 0 }
        if let value = try? context.machine.value(of: element.register) {
            let found = EvaluationContext.Found(
                name: name, register: element.register, instruction: program.instruction(writing: element.register), value: value)
            origins = context.origins(of: found)
        }
        return "\(name)\(mark)[\(zip(element.indices, origins).map { String($0 + $1) }.joined(separator: ", "))]"
    }

    /// The token that an element of the ids is.
    func token(_ element: ValueElement) -> Int32? {
        guard context.machine.program.name(of: element.register) == "ids", let row = element.indices.first else { return nil }
        return context.machine.ids.indices.contains(row) ? context.machine.ids[row] : nil
    }
}
