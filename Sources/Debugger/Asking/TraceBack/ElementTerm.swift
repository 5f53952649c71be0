/// One of the terms that a number was added up from: a product of what was read.
struct ElementTerm: Sendable {
    enum Factor: Sendable {
        /// A number that the pass computed before.
        case element(ValueElement, value: Double)
        /// A number of the checkpoint: `q_proj[3, 17]`.
        case weight(String, value: Double)
        /// A number that follows from the formula, such as a cosine.
        case constant(String, value: Double)

        var value: Double {
            switch self {
            case .element(_, let value), .weight(_, let value), .constant(_, let value): value
            }
        }
    }

    /// Its share of the number.
    let amount: Double
    let factors: [Factor]
    /// Whether the factors' product is the amount; else they are what decided it.
    let isProduct: Bool

    /// A term that is the product of its factors.
    init(_ factors: [Factor]) {
        amount = factors.reduce(1) { $0 * $1.value }
        self.factors = factors
        isProduct = true
    }

    /// All of a number that is no sum, and what it was made from.
    init(whole amount: Double, from factors: [Factor]) {
        self.amount = amount
        self.factors = factors
        isProduct = false
    }

    /// The numbers of the pass that it was made from.
    var elements: [ValueElement] {
        factors.compactMap { if case .element(let element, _) = $0 { element } else { nil } }
    }
}
