import Machine

/// What a recorder does with an instruction, as its name says: found out once, not in every pass.
struct InstructionPlan {
    /// What a value tells about the tokens of its pass.
    enum Role: Hashable {
        case temperature
        case routerLogits(layer: Int)
        case routerChoice(layer: Int)
        case routerScores(layer: Int)
        case pattern(layer: Int)
        case logits
        case none
    }

    /// Whether the value is recorded in full.
    let isKept: Bool
    let role: Role

    init(_ instruction: Instruction, _ selection: TraceSelection) {
        isKept = selection.keeps(instruction.name)
        role = Role(instruction.name)
    }
}

extension InstructionPlan.Role {
    /// `layers.3.moe.router_logits` are the router's logits of layer 3.
    init(_ name: String) {
        switch name {
        case "temperature": self = .temperature
        case "logits": self = .logits
        default:
            let parts = name.split(separator: ".", maxSplits: 2)
            guard parts.count == 3, parts[0] == "layers", let layer = Int(parts[1]) else {
                self = .none
                return
            }
            switch parts[2] {
            case "moe.router_logits": self = .routerLogits(layer: layer)
            case "moe.router_indices": self = .routerChoice(layer: layer)
            case "moe.router_scores": self = .routerScores(layer: layer)
            case "attn.pattern": self = .pattern(layer: layer)
            default: self = .none
            }
        }
    }
}
