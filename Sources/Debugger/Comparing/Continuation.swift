import Llama4
import Machine

/// How a text goes on if always the likeliest token is taken. The walk itself stays where it is.
struct Continuation {
    private let walk: Walk
    private let world: World

    init(_ walk: Walk, _ world: World) {
        self.walk = walk
        self.world = world
    }

    /// At most so many tokens; a stop token ends them and is not among them.
    func ids(_ count: Int) throws(Refusal) -> [Int32] {
        var machine = walk.machine.fork()
        var ids: [Int32] = []
        while ids.count < count {
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing has changed.") }
            let logits = try refusing { try Walk.lastLogits(of: machine) }
            guard !logits.contains(where: \.isNaN) else { break }
            let id = TokenDistribution(logits: logits).best
            if walk.heedsStopTokens, walk.model.stopTokens.contains(id) { break }
            ids.append(id)
            guard ids.count < count, machine.firstPosition + machine.ids.count < walk.model.config.maximumPositions else { break }
            try refusing {
                try machine.begin(ids: [id])
                try machine.run()
            }
        }
        return ids
    }
}
