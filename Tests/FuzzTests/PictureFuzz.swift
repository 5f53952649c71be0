import Compression
import Foundation
import JSON
import TestSupport
import Testing

@testable import Compression
@testable import Images

/// Pictures: an error or a picture, and never a larger one than its bytes can hold.
@Suite struct PictureFuzz {
    @Test func pictures() throws {
        let endings: Set = ["png", "jpg", "jpeg", "ppm", "pgm", "pbm", "pnm"]
        let files = try Samples.files(in: Samples.golden.appending(path: "images/pictures"), endings: endings)
            .filter { $0.lastPathComponent != "longer-than-a-window.png" }
            .map { (isPNG: $0.pathExtension == "png", bytes: try Samples.bytes($0)) }
        try Fuzzer(reader: "pictures", share: 10).run { damage in
            let file = damage.pick(files)
            // Half of the damage goes near the start, where the headers are.
            let bytes = damage.bytes(of: file.bytes, in: damage.coin() ? nil : 0..<min(80, file.bytes.count))
            // Otherwise nearly every damaged PNG would end at its first checksum.
            return file.isPNG && damage.coin(0.9) ? Self.repaired(bytes) : bytes
        } read: { bytes in
            do throws(ImageError) {
                let picture = try Picture(decoding: bytes, transparency: .dropped)
                // Deflate at its best, with a bit for each pixel, holds the most of all formats.
                #expect(picture.width * picture.height <= 8 * 1032 * (bytes.count + 1))
                return .read
            } catch {
                return .refused(error.description)
            }
        }
    }

    @Test func settings() throws {
        let text = """
            {"size":{"height":336,"width":336},"max_patches":16,"resize_to_max_canvas":false,"resample":2,"do_rescale":true,
            "rescale_factor":0.00392156862745098,"do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],
            "patch_size":14,"pixel_shuffle_ratio":0.5,"do_convert_rgb":true}
            """
        let picture = try JSONValue(parsing: text)
        let json: JSONValue = ["image_processor": picture, "patch_size": 14]
        try Fuzzer(reader: "processor_config.json", share: 2).run { $0.document(of: json) } read: { bytes in
            do {
                let json = try JSONValue(parsing: bytes)
                let settings = try PreprocessorSettings(preprocessor: json.object?["image_processor"], processor: json)
                #expect(settings.tileSize > 0 && settings.patchSize > 0)
                return .read
            } catch {
                return .refused("\(error)")
            }
        }
    }

    /// Recomputes the checksums of a PNG's chunks, as far as its chunks can be followed.
    private static func repaired(_ png: [UInt8]) -> [UInt8] {
        var bytes = png
        var place = 8
        while place + 12 <= bytes.count {
            let length = bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = place + 8 + length
            guard end + 4 <= bytes.count else { break }
            let sum = CRC32.of(bytes, (place + 4)..<end)
            bytes.replaceSubrange(end..<(end + 4), with: (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) })
            place = end + 4
        }
        return bytes
    }
}
