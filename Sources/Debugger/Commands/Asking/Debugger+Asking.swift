import JSON
import Machine
import Tensors
import Views

/// What the commands that ask have in common.
extension Debugger {
    /// The distribution over the next token at a row of the pass.
    func distribution(_ machine: Machine, row: Int) throws(Refusal) -> TokenDistribution {
        let head = try program.outputHead
        guard head.logits.pc < machine.pc else {
            throw Refusal("logits is not computed yet. `goto end` runs the pass; `lens` shows what the stream would predict here.")
        }
        let logits = try refusing { try machine.value(of: head.logits.result).tensor }
        return TokenDistribution(logits: logits.row(min(row, logits.shape.rowCount - 1)))
    }

    /// `position 15 '?'`
    func positionText(_ row: Int, _ machine: Machine) -> String {
        let position = machine.firstPosition + row
        return "position \(position) \(label(position))"
    }

    func name(_ id: Int32) -> String { TokenName.text(id, model.tokenizer) }

    /// A line above an answer.
    func heading(_ text: String) -> String {
        ViewState.heading(text, style)
    }

    func view(_ chances: [TokenChance]) -> DistributionView {
        DistributionView(chances.map { chance in
            DistributionView.Row(
                rank: chance.rank, label: name(chance.id), id: chance.id, logit: Double(chance.logit), probability: chance.probability)
        })
    }

    func json(_ chance: TokenChance) -> JSONValue {
        [
            "id": .int(Int(chance.id)), "token": .string(name(chance.id)), "rank": .int(chance.rank),
            "logit": ValueJSON.number(Double(chance.logit)), "p": ValueJSON.number(chance.probability),
        ]
    }
}
