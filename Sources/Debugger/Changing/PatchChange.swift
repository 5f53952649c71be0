import Llama4

/// What becomes of the numbers that a patch changes.
enum PatchChange: Hashable, Sendable {
    case zero
    /// The mean over the positions of the pass.
    case mean
    /// Gaussian noise is added; the same seed gives the same noise.
    case noise(sigma: Float, seed: UInt64)
    case scale(Float)
    case value(Float)
    /// What they were in a saved state.
    case snapshot(Int)
    /// What they were in a recording.
    case recording(path: String)

    init(parsing text: String) throws(Refusal) {
        let words = text.split(whereSeparator: \.isWhitespace).map { String($0).replacing("−", with: "-") }
        func number(_ place: Int, for what: String) throws(Refusal) -> Float {
            guard words.count > place, let number = Float(words[place]), number.isFinite else {
                throw Refusal("\(what) takes a number: \(what == "noise" ? "noise 0.1 7 (sigma and seed)" : "\(what) 0.5")")
            }
            return number
        }
        switch (words.first, words.count) {
        case ("zero", 1): self = .zero
        case ("mean", 1): self = .mean
        case ("scale", 2): self = .scale(try number(1, for: "scale"))
        case ("noise", 2...3):
            let sigma = try number(1, for: "noise")
            guard sigma >= 0 else { throw Refusal("The sigma of noise is 0 or greater.") }
            guard let seed = words.count == 3 ? UInt64(words[2]) : 0 else {
                throw Refusal("The seed of noise is a whole number from 0 on, not `\(words[2].shortened)`.")
            }
            self = .noise(sigma: sigma, seed: seed)
        case ("from", 2...):
            // A number is a snapshot; a file of that name can be given as ./1.
            let source = text.trimmingSpaces.dropFirst("from".count).trimmingSpaces
            if let snapshot = Int(source) { self = .snapshot(snapshot) } else { self = .recording(path: source) }
        case (let word?, 1) where Float(word) != nil: self = .value(Float(word) ?? 0)
        default:
            throw Refusal("A patch makes something zero, mean, noise SIGMA SEED, scale S, a number, or from SNAPSHOT or TRACE, not `\(text.shortened)`.")
        }
    }

    var source: String {
        switch self {
        case .zero: "zero"
        case .mean: "mean"
        case .noise(let sigma, let seed): "noise \(sigma) \(seed)"
        case .scale(let factor): "scale \(factor)"
        case .value(let value): ValueText.number(Double(value))
        case .snapshot(let number): "from \(number)"
        case .recording(let path): "from \(path)"
        }
    }

    /// Whether it makes sense for whole numbers: ids, experts.
    var suitsIndices: Bool {
        switch self {
        case .zero, .snapshot, .recording: true
        case .value(let value): Int32(exactly: value) != nil
        case .mean, .noise, .scale: false
        }
    }
}
