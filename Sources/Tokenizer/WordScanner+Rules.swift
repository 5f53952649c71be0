extension WordScanner {
    /// `front* rear+` or else `front+ rear*`, and a contraction after it: the first two alternatives without their lead.
    ///
    /// Scalars that are both front and rear (marks, letters without case) are what backtracking is about: the front part takes them all,
    /// and the rear part, which needs one, gets the last of them back if no small letter follows.
    func word(from start: Int) -> (end: Int, hasRear: Bool)? {
        var place = start
        var afterLastRear: Int?
        while place < text.count {
            let (kind, next) = scalar(at: place)
            if !kind.contains(.front) {
                if kind.contains(.rear) { return (contractionEnd(from: rearEnd(from: next)), true) }
                break
            }
            if kind.contains(.rear) { afterLastRear = next }
            place = next
        }
        if let afterLastRear { return (contractionEnd(from: afterLastRear), true) }
        return place > start ? (contractionEnd(from: place), false) : nil
    }

    private func rearEnd(from start: Int) -> Int {
        var place = start
        while place < text.count {
            let (kind, next) = scalar(at: place)
            guard kind.contains(.rear) else { break }
            place = next
        }
        return place
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)?` The long s (ſ, C5 BF) is an s without its case.
    func contractionEnd(from start: Int) -> Int {
        guard start + 1 < text.count, text[start] == UInt8(ascii: "'") else { return start }
        let second = start + 2 < text.count ? text[start + 2] : 0
        switch (text[start + 1] | 0x20, second | 0x20) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
            return start + 2
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")), (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return start + 3
        default:
            return text[start + 1] == 0xC5 && second == 0xBF ? start + 3 : start
        }
    }

    /// `\p{N}{1,3}`, the first of them passed.
    func numberEnd(from start: Int) -> Int {
        var place = start
        for _ in 0..<2 where place < text.count {
            let (kind, next) = scalar(at: place)
            guard kind.contains(.number) else { break }
            place = next
        }
        return place
    }

    /// ` ?[^\s\p{L}\p{N}]+[\r\n/]*`
    func symbolsEnd(from start: Int) -> Int? {
        let first = text[start] == UInt8(ascii: " ") ? start + 1 : start
        var place = first
        while place < text.count {
            let (kind, next) = scalar(at: place)
            guard kind.isSymbol else { break }
            place = next
        }
        guard place > first else { return nil }
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "/"): place += 1
            default: return place
            }
        }
        return place
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end of the run; or else all of it but the last scalar, which may lead what follows.
    func spaceEnd(from start: Int) -> Int {
        var place = start
        var last = start
        var afterLineEnd: Int?
        while place < text.count {
            let (kind, next) = scalar(at: place)
            guard kind.contains(.space) else { break }
            last = place
            if kind.contains(.lineEnd) { afterLineEnd = next }
            place = next
        }
        if let afterLineEnd { return afterLineEnd }
        return place == text.count || last == start ? place : last
    }
}
