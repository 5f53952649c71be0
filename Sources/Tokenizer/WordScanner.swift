/// Cuts text into the words that are encoded one by one: the split pattern, matched by hand.
///
/// The pattern's alternatives are tried in its order and with its backtracking, but each is worked out so that no backtracking happens:
/// every scalar is looked at a bounded number of times. Every scalar belongs to one word; none is left out.
///
/// - Source: `O200K_PATTERN` in llama-models' `llama4/tokenizer.py`, the same in the release's `tokenizer.json`.
struct WordScanner {
    /// The pattern that this scanner matches, as `tokenizer.json` spells it.
    static let pattern = [
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#,
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#,
        #"\p{N}{1,3}"#,
        #" ?[^\s\p{L}\p{N}]+[\r\n/]*"#,
        #"\s*[\r\n]+"#,
        #"\s+(?!\S)"#,
        #"\s+"#,
    ].joined(separator: "|")

    let text: UnsafeBufferPointer<UInt8>
    private let classes: [ScalarClass]

    /// - Precondition: the text is UTF-8 and outlives the scanner.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        classes = ScalarClass.table
    }

    /// Where the word ends that begins at `start`, a place before the text's end.
    func wordEnd(from start: Int) -> Int {
        let (first, next) = scalar(at: start)
        if first.contains(.letter) {
            // A letter always begins a word.
            return word(from: start)?.end ?? next
        }
        if first.contains(.number) { return numberEnd(from: next) }
        if first.isLead {
            let led = word(from: next)
            if let led, led.hasRear || !first.contains(.front) { return led.end }
            // A mark may lead a word or be one. With no rear part after it, being one comes first.
            if first.contains(.front) { return contractionEnd(from: next) }
        }
        return symbolsEnd(from: start) ?? spaceEnd(from: start)
    }

    /// The class of the scalar at a place, and the place after it.
    @inline(__always)
    func scalar(at place: Int) -> (class: ScalarClass, next: Int) {
        let byte = UInt32(text[place])
        if byte < 0x80 { return (classes[Int(byte)], place + 1) }
        let second = UInt32(text[place + 1] & 0x3F)
        if byte < 0xE0 { return (classes[Int((byte & 0x1F) << 6 | second)], place + 2) }
        let third = UInt32(text[place + 2] & 0x3F)
        if byte < 0xF0 { return (classes[Int((byte & 0x0F) << 12 | second << 6 | third)], place + 3) }
        let value = (byte & 0x07) << 18 | second << 12 | third << 6 | UInt32(text[place + 3] & 0x3F)
        if value < 0x20000 { return (classes[Int(value)], place + 4) }
        return (Unicode.Scalar(value).map(ScalarClass.init(of:)) ?? [], place + 4)
    }
}
