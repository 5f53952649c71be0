import Foundation
import Llama4
import Views

/// Passes and the choice of tokens, in words.
struct PassText {
    private let walk: Walk

    init(_ walk: Walk) {
        self.walk = walk
    }

    private func name(_ id: Int32) -> String {
        TokenName.text(id, walk.model.tokenizer)
    }

    /// A pass has just begun.
    func beginning(of pass: Walk.Pass) -> String {
        let number = walk.passIndex + 1
        switch pass.origin {
        case .prompt:
            let last = walk.lastPosition
            return "Pass \(number): positions \(walk.machine.firstPosition) to \(last) of the prompt."
        case .tiles(let tiles):
            return "Pass \(number): \(Self.tiles(tiles, of: walk)) through the vision tower."
        case .sampled(let choice):
            return "Chose \(name(choice.id)), p \(Self.probability(choice)); pass \(number) begins, position \(walk.lastPosition)."
        }
    }

    /// What is to be chosen next: `' blue'  p 0.97     next: ' red' 0.01, ' green' 0.01`.
    func choice() throws -> String {
        let choice = try walk.nextChoice()
        let others = try walk.likeliest(4).filter { $0.id != choice.id }.prefix(3)
        let text = others.map { "\(name($0.id)) \(Self.probability($0))" }.joined(separator: ", ")
        return "\(name(choice.id))  p \(Self.probability(choice))" + (text.isEmpty ? "" : "     next: \(text)")
    }

    /// `tile 4 of 5`, `tiles 0 and 1 of 5`, `tiles 0 to 4 of 5`.
    static func tiles(_ tiles: Range<Int>, of walk: Walk) -> String {
        let all = walk.pictures?.layout.tileCount ?? tiles.count
        let last = tiles.upperBound - 1
        return (tiles.count == 1 ? "tile \(last)" : "tiles \(tiles.lowerBound) \(tiles.count == 2 ? "and" : "to") \(last)") + " of \(all)"
    }

    static func probability(_ choice: LogProbability) -> String {
        let probability = exp(choice.value)
        return Quantity.decimal(probability, digits: probability >= 0.01 ? 2 : nil)
    }

}
