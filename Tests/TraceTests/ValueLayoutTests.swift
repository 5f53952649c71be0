import Tensors
import Testing

@testable import Trace

/// Other tools' layouts become ours.
@Suite struct ValueLayoutTests {
    private func numbers(_ shape: Shape) -> Tensor { Tensor(shape, (0..<shape.elementCount).map(Float.init)) }

    @Test func aBatchOfOneIsTakenAway() {
        let readings = ValueLayout.readings(of: numbers([1, 5, 8]), as: "embed", shape: [5, 8], heads: nil)
        #expect(readings.count == 1 && readings[0].tensor.isBitEqual(to: numbers([5, 8])))
    }

    @Test func headsStandSideBySide() {
        // [T, H, d] lies in memory as [T, H·d] does; [H, T, d] has to be turned.
        let split = ValueLayout.readings(of: numbers([1, 5, 2, 4]), as: "layers.0.attn.q", shape: [5, 8], heads: 2)
        #expect(split.count == 1 && split[0].tensor.isBitEqual(to: numbers([5, 8])))
        let turned = ValueLayout.readings(of: numbers([1, 2, 5, 4]), as: "layers.0.attn.q", shape: [5, 8], heads: 2)
        #expect(turned.count == 1)
        // Row 1, head 1, element 2 stood at head 1, row 1.
        #expect(turned[0].tensor[1, 6] == Float((1 * 5 + 1) * 4 + 2))
    }

    @Test func asManyTokensAsHeadsMayBeReadBothWays() {
        #expect(ValueLayout.readings(of: numbers([1, 2, 2, 4]), as: "layers.0.attn.q", shape: [2, 8], heads: 2).count == 2)
    }

    @Test func expertsThatSawEveryTokenAreAddedUp() {
        let readings = ValueLayout.readings(of: numbers([6, 2]), as: "layers.0.moe.routed_out", shape: [3, 2], heads: nil)
        #expect(readings.first?.tensor.values == [6, 8, 10, 12, 14, 16])
    }

    @Test func scoresOfAllExpertsAreThoseOfTheChosen() {
        let all = Tensor([2, 3], [0, 0.7, 0, 0.2, 0, 0])
        #expect(ValueLayout.readings(of: all, as: "layers.0.moe.router_scores", shape: [2, 1], heads: nil).first?.tensor.values == [0.7, 0.2])
    }

    @Test func anAdditiveMaskBecomesARule() {
        let mask = Tensor([1, 1, 2, 2], [0, -3.4e38, 0, 0])
        #expect(ValueLayout.readings(of: mask, as: "layers.0.attn.mask", shape: [2, 2], heads: nil).first?.tensor.values == [1, 0, 1, 1])
        let scores = Tensor([1, 2], [0.5, -3.4e38])
        #expect(ValueLayout.readings(of: scores, as: "masked_scores", shape: [1, 2], heads: nil).first?.tensor.values == [0.5, -.infinity])
    }

    @Test func theLastRowAloneIsKnownAsSuch() {
        let readings = ValueLayout.readings(of: numbers([1, 1, 7]), as: "logits", shape: [4, 7], heads: nil)
        #expect(readings.count == 1 && readings[0].isLastRow)
    }

    @Test func otherSizesAreNoReading() {
        #expect(ValueLayout.readings(of: numbers([5, 9]), as: "embed", shape: [5, 8], heads: nil).isEmpty)
        #expect(ValueLayout.readings(of: numbers([0]), as: "embed", shape: [5, 8], heads: nil).isEmpty)
    }

    @Test func namesOfOtherToolsAreResolved() {
        #expect(NameAliases.ourNames(for: "Llama4ForCausalLM.model.layers.3.self_attn.q_proj") == ["layers.3.attn.q"])
        #expect(NameAliases.ourNames(for: "model.language_model.layers.0.feed_forward.router") == ["layers.0.moe.router_logits"])
        #expect(NameAliases.ourNames(for: "layers.0.attn.pattern") == ["layers.0.attn.pattern"])
        #expect(NameAliases.ourNames(for: "optimizer.state") == [])
        #expect(NameAliases.name(of: "layers.7.attn.z", in: .transformerLens) == "blocks.7.attn.hook_z")
        #expect(NameAliases.name(of: "layers.7.attn.scores", in: .huggingFace) == nil)
    }
}
