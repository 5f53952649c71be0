import Machine
import Tensors

/// Whether an event fits what stands before it: passes count up, values belong to the program and have its shapes.
struct EventCheck {
    private typealias Problem = TraceError.FieldProblem

    private let header: TraceHeader
    private let towerPCs: Range<Int>
    /// The pass that events belong to; nil before the first one.
    private var pass: PassEvent?
    private var lastPC = -1

    init(_ header: TraceHeader) {
        self.header = header
        towerPCs = header.towerPCs
    }

    mutating func take(_ event: TraceEvent, number: Int) throws(TraceError.FieldProblem) {
        let place = "event \(number):"
        switch event {
        case .pass(let event):
            if let pass, event.pass <= pass.pass {
                throw Problem("pass \(place) pass", expected: "more than \(pass.pass), the pass before", found: "\(event.pass)")
            }
            if let end = pass.map({ $0.firstPosition + $0.tokens.count }), event.firstPosition < end {
                throw Problem("pass \(place) first_position", expected: "from \(end) on, where the pass before ends", found: "\(event.firstPosition)")
            }
            if event.tiles != nil, let pass, pass.tiles == nil {
                throw Problem("pass \(place) kind", expected: "text, since pictures are looked at before it", found: PassEvent.towerKind)
            }
            (pass, lastPC) = (event, -1)
        case .value(let event): try take(event, "value \(place)", try current(event.pass, "value \(place)"))
        case .token(let event):
            let pass = try current(event.pass, "token \(place)")
            guard !pass.tokens.isEmpty else { throw Problem("token \(place) pass", expected: "one that has tokens", found: "a pass of the vision tower") }
            let last = pass.firstPosition + pass.tokens.count - 1
            guard (pass.firstPosition...last).contains(event.position) else {
                throw Problem("token \(place) position", expected: "\(pass.firstPosition) to \(last), the positions of pass \(pass.pass)", found: "\(event.position)")
            }
            let row = event.position - pass.firstPosition
            guard pass.tokens[row].id == event.token.id else {
                throw Problem("token \(place) id", expected: "\(pass.tokens[row].id), as in the pass", found: "\(event.token.id)")
            }
        case .sample(let event): _ = try current(event.pass, "sample \(place)")
        }
    }

    private func current(_ number: Int, _ place: String) throws(TraceError.FieldProblem) -> PassEvent {
        guard let pass else { throw Problem("\(place) pass", expected: "that of a pass event before it", found: "\(number), before any pass event") }
        guard number == pass.pass else { throw Problem("\(place) pass", expected: "\(pass.pass), as in the pass event before it", found: "\(number)") }
        return pass
    }

    private mutating func take(_ event: ValueEvent, _ place: String, _ pass: PassEvent) throws(TraceError.FieldProblem) {
        guard header.program.indices.contains(event.pc) else {
            throw Problem("\(place) pc", expected: "below \(header.program.count), the instructions of the program", found: "\(event.pc)")
        }
        guard towerPCs.contains(event.pc) == (pass.tiles != nil) else {
            let other = pass.tiles == nil ? "the text, from \(towerPCs.upperBound) on" : "the vision tower, below \(towerPCs.upperBound)"
            throw Problem("\(place) pc", expected: "an instruction of \(other)", found: "\(event.pc)")
        }
        guard event.pc > lastPC else { throw Problem("\(place) pc", expected: "more than \(lastPC), the value before", found: "\(event.pc)") }
        lastPC = event.pc
        let instruction = header.program[event.pc]
        guard instruction.name == event.name else {
            throw Problem("\(place) name", expected: "\"\(instruction.name)\", instruction \(event.pc) of the program", found: "\"\(event.name)\"")
        }
        guard instruction.shape.admits(Shape(event.shape), newPositions: pass.tokens.count), extentsFit(event, instruction, pass) else {
            throw Problem(
                "\(place) shape", expected: "\(instruction.shape) with T = \(pass.tokens.count) and S up to \(pass.firstPosition + pass.tokens.count)",
                found: "\(event.shape)")
        }
        if let values = event.values, values.count != Shape(event.shape).elementCount, event.kind != .cache {
            throw Problem("\(place) values", expected: "\(Shape(event.shape).elementCount) numbers", found: "\(values.count)")
        }
        if event.tensor != nil, header.tensors == nil {
            throw Problem("\(place) tensor", expected: "absent, since the header names no file of tensors", found: "there")
        }
        if let mask = event.mask, event.shape.count != 2 || mask.firstQuery != pass.firstPosition || mask.firstKey > pass.firstPosition {
            throw Problem("\(place) mask", expected: "a rule over [T, S] whose first query is position \(pass.firstPosition)", found: "another")
        }
        if let rows = event.rows, event.shape.count == 2 {
            let end = pass.firstPosition + pass.tokens.count
            guard rows.firstPosition + event.shape[0] == end, (rows.firstPosition...end).contains(rows.recordedFrom) else {
                throw Problem("\(place) rows", expected: "rows that end at position \(end)", found: "\(event.shape[0]) from \(rows.firstPosition) on")
            }
        }
    }

    /// No layer sees more keys than there are positions, and the tower sees the tiles of its pass.
    private func extentsFit(_ event: ValueEvent, _ instruction: RecordedInstruction, _ pass: PassEvent) -> Bool {
        zip(instruction.shape.extents, event.shape).allSatisfy { extent, length in
            switch extent {
            case .visibleKeys: length <= pass.firstPosition + pass.tokens.count
            case .tiles: length == pass.tiles?.count ?? length
            default: true
            }
        }
    }
}
