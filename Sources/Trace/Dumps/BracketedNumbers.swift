/// Numbers in nested brackets, as torch and llama.cpp print tensors: `[[ 0.1, 0.2, ..., 0.9], ..., [1, 2, ..., 3]]`.
///
/// Where `...` stands, what follows is counted from the end.
struct BracketedNumbers {
    private indirect enum Item {
        case number(Float)
        case list([Item])
        case gap
    }

    private var rest: Substring.UnicodeScalarView
    private var count = 0

    /// - Parameter shape: of the whole tensor, outermost first
    /// - Returns: one index per axis for every number that is there; nil if the brackets are not those of the shape.
    static func elements(_ text: some StringProtocol, shape: [Int]) -> [(index: [Int], value: Float)]? {
        var parser = BracketedNumbers(rest: Substring(text).unicodeScalars)
        guard let item = parser.item(depth: 0) else { return nil }
        var elements: [(index: [Int], value: Float)] = []
        return collect(item, shape[...], [], &elements) ? elements : nil
    }

    private init(rest: Substring.UnicodeScalarView) {
        self.rest = rest
    }

    private mutating func item(depth: Int) -> Item? {
        skipBlanks()
        guard let first = rest.first, depth < 8 else { return nil }
        if first == "[" {
            rest.removeFirst()
            var items: [Item] = []
            while true {
                skipBlanks()
                guard let next = rest.first else { return nil }
                if next == "]" {
                    rest.removeFirst()
                    return .list(items)
                }
                guard let item = item(depth: depth + 1) else { return nil }
                items.append(item)
            }
        }
        let word = rest.prefix { !", []\n\t\r)".unicodeScalars.contains($0) }
        rest.removeFirst(word.count)
        let text = String(word)
        if text == "..." { return .gap }
        return Float(text).map { .number($0) }
    }

    private mutating func skipBlanks() {
        while let next = rest.first, ", \n\t\r".unicodeScalars.contains(next) { rest.removeFirst() }
    }

    private static func collect(
        _ item: Item, _ shape: ArraySlice<Int>, _ index: [Int], _ elements: inout [(index: [Int], value: Float)]
    ) -> Bool {
        switch item {
        case .gap: return false
        case .number(let value):
            guard shape.isEmpty else { return false }
            elements.append((index, value))
            return true
        case .list(let items):
            guard let extent = shape.first else { return false }
            var gapAt: Int?
            for (place, item) in items.enumerated() {
                if case .gap = item {
                    guard gapAt == nil else { return false }
                    gapAt = place
                    continue
                }
                let own = gapAt == nil ? place : extent - (items.count - place)
                guard own >= 0, own < extent else { return false }
                guard collect(item, shape.dropFirst(), index + [own], &elements) else { return false }
            }
            return gapAt != nil || items.count == extent
        }
    }
}
