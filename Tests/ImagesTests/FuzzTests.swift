import Testing

@testable import Images

/// Damaged files give an error or a picture, and nothing else.
@Suite struct FuzzTests {
    @Test func fiveThousandDamagedFiles() throws {
        var random = SplitMix64(state: 0x11A3)
        let names = Golden.pictures.filter { $0 != "longer-than-a-window.png" }
        let files = try names.map { ($0, try Golden.bytes("pictures/\($0)")) }
        var pictures = 0
        for _ in 0..<5000 {
            guard let (name, original) = files.randomElement(using: &random) else { break }
            var bytes = Self.damaged(original, using: &random)
            // Otherwise nearly every damaged PNG would end at its first checksum.
            if name.hasSuffix("png"), Int.random(in: 0..<8, using: &random) > 0 { bytes = PictureBytes.repaired(bytes) }
            do throws(ImageError) {
                let picture = try Picture(decoding: bytes, transparency: .allCases.randomElement(using: &random) ?? .dropped)
                pictures += 1
                // Deflate at its best, with a bit for each pixel, holds the most of all formats.
                #expect(picture.width * picture.height <= 8 * 1032 * (bytes.count + 1), "\(name)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // Damage that nothing protects gives other pictures: were there none, the files would not be damaged as meant.
        #expect(pictures > 500)
    }

    /// One to four changes, more of them near the start, where the headers are.
    private static func damaged(_ original: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { break }
            let end = Bool.random(using: &random) ? bytes.count : min(bytes.count, 80)
            let place = Int.random(in: 0..<end, using: &random)
            let stretch = place..<min(bytes.count, place + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0: bytes.removeSubrange(stretch)
            case 1: bytes.insert(contentsOf: bytes[stretch], at: place)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 4: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 5: for other in stretch { bytes[other] = UInt8.random(in: 0...255, using: &random) }
            default: bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }
}

/// Steele, Lea & Flood 2014: small, and the same numbers everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
