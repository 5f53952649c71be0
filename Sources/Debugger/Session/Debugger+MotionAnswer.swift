import JSON
import Machine

/// Movements as answers.
extension Debugger {
    /// Moves, and tells where the walk has arrived.
    ///
    /// - Parameters:
    ///   - heeds: whether breakpoints and the like stop it
    ///   - arriving: what to say when it went as far as it was to go
    ///   - showsAll: whether every instruction on the way gets a line, or the last one only
    mutating func moveAndTell(
        _ direction: Direction, _ policy: some StoppingPolicy, _ world: World, heedingStops heeds: Bool = true,
        arriving: String? = nil, showsAll: Bool = false
    ) throws(Refusal) -> Answer {
        let motion = try move(direction, policy, heedingStops: heeds, world: world)
        return try tell(motion, arriving: arriving, showsAll: showsAll, world)
    }

    /// What a movement did, and the state it has led to. Commands of breakpoints are carried out.
    mutating func tell(_ motion: Motion, arriving: String? = nil, showsAll: Bool = false, _ world: World) throws(Refusal) -> Answer {
        var lines = motion.notes
        lines += ending(of: motion, arriving)
        lines += try stateLines(executed: showsAll ? motion.executed : [])
        lines += displayChanges()
        var answer = Answer(lines.joined(separator: "\n") + "\n", json: json(of: motion, lines))
        if case .stopped(let stops) = motion.ending {
            for stop in stops where !stop.commands.isEmpty {
                var commands = stop.commands
                if nesting == 0, stops.count == 1, let last = commands.last, CommandRegistry.isMovement(last) {
                    followingLine = last
                    commands.removeLast()
                }
                answer.text += carryOut(commands, calledBy: "The commands of breakpoint \(stop.number)", world).text
            }
        }
        if case .failed(let refusal) = motion.ending, motion.steps == 0 { throw refusal }
        return answer
    }

    private func ending(of motion: Motion, _ arriving: String?) -> [String] {
        switch motion.ending {
        case .reached: return arriving.map { [$0] } ?? []
        case .stopped(let stops): return stops.map { style.palette(.marked, $0.text) }
        case .interrupted: return ["Interrupted; everything is kept."]
        case .beginning:
            return [motion.steps == 0 ? "This is the beginning: nothing has run before it." : "Back at the beginning."]
        case .stopToken(let id):
            return ["The model ends the text here: it chose \(TokenName.text(id, model.tokenizer)), a stop token. `set stopping off` goes on beyond."]
        case .full(let count): return ["The model was made for \(count) positions, and all are taken."]
        case .failed(let refusal): return [refusal.description]
        }
    }

    /// What was executed last and what comes next.
    func stateLines(executed: [Int] = []) throws(Refusal) -> [String] {
        let walk = try currentWalk
        let text = StateText(walk, style)
        let pc = walk.machine.pc
        let shown = executed.isEmpty ? (pc > 0 ? [pc - 1] : []) : executed.filter { $0 < pc }
        return shown.map(text.executed) + (try refusing { try text.next() })
    }

    /// The displays that show something new here.
    mutating func displayChanges() -> [String] {
        guard let walk else { return [] }
        let evaluator = Evaluator(context: EvaluationContext(walk, resolver: resolver))
        let text = ValueText(model)
        return displays.changes { written in
            (try? evaluator.value(of: written.expression)).map { text.short($0) }
        }
    }

    // MARK: JSON

    private func json(of motion: Motion, _ lines: [String]) -> JSONValue {
        var members: [(String, JSONValue)] = [("steps", .int(motion.steps))]
        switch motion.ending {
        case .reached: members.append(("ending", "reached"))
        case .stopped(let stops):
            members.append(("ending", "stopped"))
            members.append(("stops", .array(stops.map { ["number": .int($0.number), "text": .string($0.text)] })))
        case .interrupted: members.append(("ending", "interrupted"))
        case .beginning: members.append(("ending", "beginning"))
        case .stopToken(let id): members += [("ending", "stop token"), ("token", .int(Int(id)))]
        case .full: members.append(("ending", "full"))
        case .failed(let refusal): members += [("ending", "failed"), ("error", .string(refusal.description))]
        }
        if !motion.notes.isEmpty { members.append(("notes", .array(motion.notes.map { .string($0) }))) }
        members.append(("state", stateJSON))
        return .object(JSONObject(pairs: members))
    }

    /// Where the walk stands, for machines.
    var stateJSON: JSONValue {
        guard let walk else { return .null }
        var members: [(String, JSONValue)] = [
            ("pass", .int(walk.passIndex)), ("pc", .int(walk.machine.pc)),
            ("first_position", .int(walk.machine.firstPosition)), ("ids", .array(walk.machine.ids.map { .int(Int($0)) })),
        ]
        if let tiles = walk.tiles { members.append(("tiles", [.int(tiles.lowerBound), .int(tiles.upperBound)])) }
        if walk.machine.pc > 0 { members.append(("executed", .string(walk.program.instructions[walk.machine.pc - 1].name))) }
        if let next = walk.machine.nextInstruction { members.append(("next", .string(next.name))) }
        return .object(JSONObject(pairs: members))
    }
}
