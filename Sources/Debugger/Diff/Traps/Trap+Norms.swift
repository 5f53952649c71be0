import Machine

extension Trap {
    static let norms: [Trap] = [
        Trap(
            name: "qk-norm-over-all-heads", title: "QK norm over all heads at once",
            remedy: "Each head has its own root mean square (vLLM #16311)."
        ) { site in
            guard let norm = site.instruction.operation as? HeadNorm else { return nil }
            return site.evaluator.normed(
                site.operands[0], groupSize: site.operands[0].rowLength, epsilon: norm.epsilon, weight: nil)
        },
        Trap(
            name: "qk-norm-left-out", title: "QK norm left out",
            remedy: "With use_qk_norm, layers with RoPE norm queries and keys behind the rotation."
        ) { site in
            site.instruction.operation is HeadNorm ? site.operands[0] : nil
        },
    ] + epsilons.map { epsilon in
        Trap(
            name: "qk-norm-epsilon-\(epsilon)", title: "ε = \(epsilon) in the QK norm",
            remedy: "The QK norm takes rms_norm_eps like all others (transformers #37418, llama.cpp #12882)."
        ) { site in
            guard let norm = site.instruction.operation as? HeadNorm, norm.epsilon != epsilon else { return nil }
            return site.evaluator.normed(site.operands[0], groupSize: norm.headSize, epsilon: epsilon, weight: nil)
        }
    } + epsilons.map { epsilon in
        Trap(name: "rms-norm-epsilon-\(epsilon)", title: "ε = \(epsilon) in the norm", remedy: "It is rms_norm_eps, inside the root.") { site in
            guard let norm = site.instruction.operation as? RMSNorm, norm.epsilon != epsilon else { return nil }
            return site.evaluator.normed(
                site.operands[0], groupSize: norm.weight.values.count, epsilon: epsilon, weight: norm.weight.values)
        }
    } + [
        Trap(name: "rms-norm-one-plus-weight", title: "the norm scales by 1 + w", remedy: "Llama scales by w itself.") { site in
            guard let norm = site.instruction.operation as? RMSNorm else { return nil }
            return site.evaluator.normed(
                site.operands[0], groupSize: norm.weight.values.count, epsilon: norm.epsilon, weight: norm.weight.values.map { 1 + $0 })
        },
    ]

    /// What other models take.
    private static let epsilons: [Float] = [1e-6, 1e-5]
}
