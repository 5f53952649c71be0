/// The added tokens, and the search for them in a text: the leftmost, and of those that begin there the longest.
struct AddedTokens: Sendable {
    private(set) var all: [AddedToken] = []
    private var places: [Int32: Int] = [:]
    private var names: [[UInt8]: Int32] = [:]

    /// The contents as a tree: from a node and a byte to the next node. Node 0 is the root.
    private var edges: [UInt64: Int32] = [:]
    private var ends: [Int?] = [nil]
    private var begins = [Bool](repeating: false, count: 256)

    /// - Precondition: no token with this id or content yet, and the content is not empty.
    mutating func insert(_ token: AddedToken) {
        let content = Array(token.content.utf8)
        precondition(places[token.id] == nil && names[content] == nil && !content.isEmpty)
        places[token.id] = all.count
        names[content] = token.id
        begins[Int(content[0])] = true
        var node: Int32 = 0
        for byte in content {
            if let next = edges[Self.edge(node, byte)] {
                node = next
            } else {
                let next = Int32(ends.count)
                edges[Self.edge(node, byte)] = next
                ends.append(nil)
                node = next
            }
        }
        ends[Int(node)] = all.count
        all.append(token)
    }

    subscript(id: Int32) -> AddedToken? { places[id].map { all[$0] } }

    /// The token written so.
    func id(of content: String) -> Int32? { names[Array(content.utf8)] }

    /// The first token from `start` on, and where it stands.
    ///
    /// - Parameter includingSpecial: whether special tokens are looked for, too.
    func first(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, includingSpecial: Bool
    ) -> (token: AddedToken, range: Range<Int>)? {
        for place in start..<text.count where begins[Int(text[place])] {
            if let token = longest(in: text, at: place, includingSpecial: includingSpecial) {
                return (token, place..<(place + token.content.utf8.count))
            }
        }
        return nil
    }

    private func longest(in text: UnsafeBufferPointer<UInt8>, at start: Int, includingSpecial: Bool) -> AddedToken? {
        var found: AddedToken?
        var node: Int32 = 0
        for place in start..<text.count {
            guard let next = edges[Self.edge(node, text[place])] else { break }
            node = next
            if let token = ends[Int(node)].map({ all[$0] }), includingSpecial || !token.isSpecial { found = token }
        }
        return found
    }

    private static func edge(_ node: Int32, _ byte: UInt8) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
    }
}
