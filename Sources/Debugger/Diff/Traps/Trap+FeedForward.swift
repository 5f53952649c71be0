import Foundation
import Machine
import Tensors

extension Trap {
    static let experts: [Trap] = [
        Trap(
            name: "router-score-on-output", title: "the router's score on the experts' output",
            remedy: "It scales their input, and SwiGLU is not linear (llama.cpp #12791, llm-compressor #1907)."
        ) { site in
            switch site.instruction.operation {
            case is ScaleCopies:
                var ones = site.operands[1]
                ones.values = ones.values.map { _ in 1 }
                return site.evaluator.copies(site.operands[0], scaledBy: ones)
            case is SumCopies:
                let layer = site.instruction.name.split(separator: ".").dropLast().joined(separator: ".")
                return try site.lookup(layer + ".router_scores").map { site.evaluator.summed(site.operands[0], weights: $0) }
            default: return nil
            }
        },
        Trap(
            name: "router-score-left-out", title: "experts' inputs are not scaled", remedy: "Each is scaled by the sigmoid of its logit."
        ) { site in
            guard site.instruction.operation is ScaleCopies else { return nil }
            var ones = site.operands[1]
            ones.values = ones.values.map { _ in 1 }
            return site.evaluator.copies(site.operands[0], scaledBy: ones)
        },
        Trap(
            name: "router-softmax", title: "a softmax over all experts", remedy: "Scores are sigmoids, each for itself."
        ) { site in
            site.instruction.operation is SigmoidAt ? site.evaluator.softmax(site.operands[0], at: site.operands[1]) : nil
        },
        Trap(
            name: "router-renormalised", title: "scores made to add up to 1", remedy: "They are not renormalised; with one expert that makes 1 of all."
        ) { site in
            guard site.instruction.operation is SigmoidAt else { return nil }
            var scores = site.evaluator.sigmoid(site.operands[0], at: site.operands[1])
            for row in 0..<scores.rowCount {
                let sum = scores.row(row).reduce(0, +)
                for index in row * scores.rowLength..<(row + 1) * scores.rowLength { scores.values[index] /= sum }
            }
            return scores
        },
        Trap(
            name: "shared-expert-left-out", title: "the shared expert is left out", remedy: "It is always added, without a gate."
        ) { site in
            site.instruction.name.hasSuffix(".moe.out") ? site.operands[1] : nil
        },
        Trap(
            name: "routed-experts-left-out", title: "the routed experts are left out", remedy: "What the chosen experts say is added to the shared one."
        ) { site in
            site.instruction.name.hasSuffix(".moe.out") ? site.operands[0] : nil
        },
    ]

    /// The same mistake seen from two sides, depending on what a recording calls gate: what the gate's weights yield, or what is activated.
    static let gates: [Trap] = [
        Trap(name: "gate-and-up-swapped", title: gateTitle, remedy: gateRemedy) { site in
            let other = switch site.shortName {
            case "gate": "up"
            case "up": "gate"
            default: ""
            }
            guard let operation = site.siblingOperation(other), operation is Linear || operation is ExpertLinear else { return nil }
            return try site.evaluator.honest(operation, site.operands)
        },
        Trap(name: "gate-and-up-swapped", title: gateTitle, remedy: gateRemedy) { site in
            switch site.instruction.operation {
            case is SiLU: try site.sibling("up").map(site.evaluator.silu)
            case is Multiply: try site.sibling("gate").map { site.evaluator.paired(site.operands[0], $0, *) }
            default: nil
            }
        },
        Trap(name: "gelu", title: "GELU in place of SiLU", remedy: "hidden_act is silu.") { site in
            guard site.instruction.operation is SiLU else { return nil }
            let x = site.operands[0]
            return site.evaluator.result(x.shape, x.values.map { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }, roundings: 3)
        },
    ]

    private static let gateTitle = "gate and up swapped"
    private static let gateRemedy = "The first half of gate_up_proj is the gate, which goes through the activation."

    static let precision: [Trap] = [
        Trap(
            name: "bf16-router", title: "the router in bf16",
            remedy: "In a float32 run its logits are float32; near ties decide otherwise in bf16."
        ) { site in
            guard let linear = site.instruction.operation as? Linear, site.shortName == "router_logits" else { return nil }
            return inBFloat16(linear, site)
        },
        Trap(
            name: "bf16-linear", title: "a linear layer in bf16", remedy: "In a float32 run inputs and results keep 24 bits."
        ) { site in
            guard let linear = site.instruction.operation as? Linear, site.shortName != "router_logits" else { return nil }
            return inBFloat16(linear, site)
        },
    ]

    private static func inBFloat16(_ linear: Linear, _ site: Site) -> ReferenceValue {
        func rounded(_ values: [Double]) -> [Double] { values.map { Double(Float($0).roundedToBFloat16) } }
        let x = site.operands[0]
        let exact = site.evaluator.linear(
            ReferenceValue(x.shape, rounded(x.values)), linear.matrix, bias: linear.bias?.values.map(\.roundedToBFloat16),
            rounding: \.roundedToBFloat16)
        // Near the middle between two bf16 numbers a sum's noise decides which one it becomes.
        return ReferenceValue(exact.shape, rounded(exact.values), noise: zip(exact.values, exact.noise).map { value, noise in
            let step = Double(Float(value).roundedToBFloat16.ulp) * 0x1p16
            let middle = abs(abs(value - Double(Float(value).roundedToBFloat16)) - step / 2)
            return middle < 16 * noise ? noise + step : noise
        })
    }
}
