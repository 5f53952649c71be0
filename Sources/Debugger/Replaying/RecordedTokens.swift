import Foundation
import JSON
import Machine
import Trace
import Views

/// What a recording's token events answer, where the model would have to be asked.
extension Debugger {
    /// The event of the token that a command asks about.
    private func recordedToken(_ asked: CommandOptions, _ machine: Machine) throws(Refusal) -> (row: Int, event: TokenEvent) {
        let row = try asked.row(of: machine)
        guard let event = recording?.token(row: row, pass: machine.passIndex) else {
            throw Refusal("What single tokens went through was not recorded: that takes a trace of level router or above.")
        }
        return (row, event)
    }

    /// `lens` on a recording.
    func recordedLens(_ asked: CommandOptions) throws(Refusal) -> Answer {
        let machine = try currentWalk.machine
        if asked.has("all") { return try recordedLensMap(machine) }
        let (row, event) = try recordedToken(asked, machine)
        guard let lens = event.lens else {
            throw Refusal("The lens was not recorded for this position. `llamastep trace --lens all` records it for all of them.")
        }
        let rows = lens.filter { isComputed($0.name, machine) }.map { look in
            LensView.Row(
                name: look.name, tokens: look.top.map { .init(label: name($0.token.id), probability: Double($0.probability)) },
                entropy: nil)
        }
        guard !rows.isEmpty else { throw Refusal("There is no residual stream yet; `step` over embed first.") }
        return Answer(
            heading("after \(positionText(row, machine)), if the model ended there") + LensView(rows).text(style),
            json: ["position": .int(event.position), "values": .array(lens.map { look in
                ["name": .string(look.name), "top": .array(look.top.map(json))]
            })], pages: true)
    }

    private func recordedLensMap(_ machine: Machine) throws(Refusal) -> Answer {
        let events = machine.ids.indices.compactMap { recording?.token(row: $0, pass: machine.passIndex) }
        guard events.count == machine.ids.count, let names = events.first?.lens?.map(\.name).filter({ isComputed($0, machine) }), !names.isEmpty,
            events.allSatisfy({ $0.lens != nil })
        else { throw Refusal("The lens was not recorded for all positions. `llamastep trace --lens all` does so.") }
        let columns = names.map { name in events.map { event in event.lens?.first { $0.name == name }?.top.first } }
        let map = LensMap(
            titles: names.map { ProgramScopes.layer(of: $0).map(String.init) ?? $0 },
            cells: columns.map { $0.map { $0.map { self.name($0.token.id) } ?? "" } },
            probabilities: columns.map { $0.map { Double($0?.probability ?? 0) } }, labels: labelTexts, firstPosition: machine.firstPosition)
        return Answer(heading("the likeliest next token after each position, if the model ended with that layer") + map.text(style), pages: true)
    }

    private func isComputed(_ name: String, _ machine: Machine) -> Bool {
        (program.instruction(named: name)?.pc ?? .max) < machine.pc
    }

    /// `top` on a recording without logits.
    func recordedTop(_ asked: CommandOptions) throws(Refusal) -> Answer {
        let machine = try currentWalk.machine
        guard machine.isPassComplete else { throw Refusal("logits is not computed yet. `goto end` runs the pass.") }
        let (row, event) = try recordedToken(asked, machine)
        guard let top = event.top else { throw Refusal("The logits of this position were not computed.") }
        let rows = top.enumerated().map { place, candidate in
            DistributionView.Row(
                rank: place + 1, label: name(candidate.token.id), id: candidate.token.id, logit: Double(candidate.logit),
                probability: Double(candidate.probability))
        }
        return Answer(
            heading("after \(positionText(row, machine)); only these were recorded") + DistributionView(rows).text(style),
            json: ["position": .int(event.position), "top": .array(top.map(json))], pages: true)
    }

    private func json(_ candidate: TokenEvent.Candidate) -> JSONValue {
        [
            "id": .int(Int(candidate.token.id)), "token": .string(name(candidate.token.id)),
            "logit": ValueJSON.number(Double(candidate.logit)), "p": ValueJSON.number(Double(candidate.probability)),
        ]
    }

    /// `attention` on a recording without patterns: what each head looked at most.
    func recordedAttention(layer: Int, rows: Range<Int>?) throws(Refusal) -> Answer {
        let machine = try currentWalk.machine
        var table = TextTable([.init("pos", .right), .init("token", minimumWidth: 6), .init("head", .right), .init("entropy", .right), .init("looks most at")])
        var count = 0
        for row in machine.ids.indices {
            let position = machine.firstPosition + row
            guard rows?.contains(position) ?? true, let event = recording?.token(row: row, pass: machine.passIndex),
                let attention = event.attention.first(where: { $0.layer == layer })
            else { continue }
            count += 1
            for (head, own) in attention.heads.enumerated() {
                let links = own.strongest.map { "\($0.position) \(label($0.position)) \(Quantity.decimal(Double($0.weight), digits: 2))" }
                table.append([
                    head == 0 ? String(position) : "", head == 0 ? label(position) : "", String(head),
                    Quantity.decimal(Double(own.entropy), digits: 2), links.joined(separator: "   "),
                ])
            }
        }
        guard count > 0 else {
            throw Refusal("Attention in layer \(layer) was not recorded here: that takes a trace of level router or above.")
        }
        return Answer(
            heading("layer \(layer) \(style.glyphs.separator) the patterns themselves were not recorded, only their strongest keys")
                + table.lines(style).joined(separator: "\n"), pages: true)
    }
}
