import Machine
import Tensors

/// A token that goes to another expert than the router's first choice. Its score is that expert's own.
struct ForcedRoute: Hashable, Sendable {
    let layer: Int
    let position: Int
    let expert: Int

    var machinePatch: Patch {
        Patch("layers.\(layer).moe.router_indices", summary: "route \(layer) \(position) \(expert)") { (value, site) throws(OperationError) in
            guard case .indices(let indices) = value else { return value }
            return .indices(forced(indices, firstPosition: site.firstPosition))
        }
    }

    /// The choice with the expert forced. Where it is among the chosen ones already, nothing changes.
    func forced(_ indices: Indices, firstPosition: Int) -> Indices {
        let row = position - firstPosition
        let count = indices.shape.rowLength
        guard (0..<indices.shape.rowCount).contains(row) else { return indices }
        guard !indices.values[row * count..<(row + 1) * count].contains(Int32(expert)) else { return indices }
        var forced = indices
        forced.values[row * count] = Int32(expert)
        return forced
    }
}
