import Foundation
import Machine
import Tensors

/// What the model would say next if a token had gone to another expert: every expert of a layer in turn.
struct RouteSweep {
    struct Row: Hashable, Sendable {
        let expert: Int
        /// Whether the router chose it by itself.
        let isChosen: Bool
        /// What the expert's input is scaled with.
        let score: Double
        let best: Int32
        let probability: Double
        /// KL(own choice ‖ this expert) in nats.
        let divergence: Double
    }

    let layer: Int
    let position: Int
    let rows: [Row]
    /// Experts that were not tried, because somebody interrupted.
    let missing: Int

    init(_ debugger: Debugger, layer: Int, position: Int, _ world: World) throws(Refusal) {
        self.layer = layer
        self.position = position
        let walk = try debugger.finishedWalk(world)
        let own = try TokenDistribution(after: walk.machine)
        let anchor = try Self.anchor(walk, layer, position)
        guard let register = anchor.program.register(named: "layers.\(layer).moe.router_indices"),
            case .indices(let chosen) = try refusing({ try anchor.value(of: register) })
        else { throw Refusal("The router of layer \(layer) has chosen nothing.") }
        let row = position - anchor.firstPosition
        let count = chosen.shape.rowLength
        let ownExperts = chosen.values[row * count..<(row + 1) * count]
        var rows: [Row] = []
        let expertCount = debugger.model.config.expertCount
        for expert in 0..<expertCount {
            if world.isInterrupted() { break }
            world.progress("expert \(expert) of \(expertCount)")
            let forced = ForcedRoute(layer: layer, position: position, expert: expert).forced(chosen, firstPosition: anchor.firstPosition)
            var machine = anchor
            try refusing { try machine.set(register, to: .indices(forced)) }
            try refusing { try machine.run() }
            let scores = try refusing { try machine.value(named: "layers.\(layer).moe.router_scores").tensor }
            let slot = forced.values[row * count..<(row + 1) * count].firstIndex(of: Int32(expert)) ?? row * count
            for pass in walk.passes.dropFirst(anchor.passIndex + 1) {
                try refusing {
                    try machine.begin(ids: pass.ids)
                    try machine.run()
                }
            }
            let distribution = try TokenDistribution(after: machine)
            let best = distribution.best
            rows.append(Row(
                expert: expert, isChosen: ownExperts.contains(Int32(expert)), score: Double(scores[flat: slot]), best: best,
                probability: distribution.probability(of: best), divergence: own.divergence(to: distribution) ?? 0))
        }
        self.rows = rows
        missing = expertCount - rows.count
    }

    /// A copy of the machine right behind the layer's choice, in the pass that holds the position.
    private static func anchor(_ walk: Walk, _ layer: Int, _ position: Int) throws(Refusal) -> Machine {
        guard let target = walk.program.instruction(named: "layers.\(layer).moe.router_indices") else {
            throw Refusal("Layer \(layer) has no router.")
        }
        var machine = walk.machine.fork()
        try refusing {
            while machine.firstPosition > position || machine.pc > target.pc + 1 {
                guard try machine.back() else { break }
            }
        }
        return machine
    }
}
