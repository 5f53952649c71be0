import JSON
import Testing

@Suite struct ScannerTests {
    @Test func membersAreReadWithoutATree() throws {
        let text = Array(#" { "skip" : [ {"x": [1, "\u0041"]}, null ] , "ids" : [1, -2, 3.0, 4.5] } "#.utf8)
        let ids = try text.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            var ids: [Int?] = []
            try scanner.beginObject()
            while let name = try scanner.nextName() {
                guard name.equals("ids") else {
                    try scanner.skipValue()
                    continue
                }
                try scanner.beginArray()
                while try scanner.nextElement() { ids.append(try scanner.int()) }
            }
            try scanner.finish()
            return ids
        }
        #expect(ids == [1, -2, 3, nil])
    }

    @Test func aCopyIsABookmark() throws {
        let text = Array(#"[{"a": 1}, 2]"#.utf8)
        try text.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            try scanner.beginArray()
            _ = try scanner.nextElement()
            var bookmark = scanner
            try scanner.skipValue()
            _ = try scanner.nextElement()
            #expect(try scanner.int() == 2)
            #expect(try bookmark.value() == ["a": 1])
        }
    }

    /// Bytes changed at random are read or refused, and what is read reads back the same.
    @Test func mutationsAreReadOrRefused() throws {
        let text = Array(#"{"a":[1,2.50e-3,"\u00e9\ud83d\ude00é",null],"b":{"c":true,"":[[]]},"d":false}"#.utf8)
        var state: UInt64 = 4
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        var accepted = 0
        for _ in 0..<5000 {
            var changed = text
            for _ in 0...random(2) {
                switch random(3) {
                case 0: changed[random(changed.count)] = UInt8(random(256))
                case 1: changed.remove(at: random(changed.count))
                default: changed.insert(text[random(text.count)], at: random(changed.count))
                }
            }
            guard let value = try? JSONValue(parsing: changed) else { continue }
            accepted += 1
            #expect(try JSONValue(parsing: value.text(.pretty())) == value)
        }
        #expect(accepted > 100)
    }
}
