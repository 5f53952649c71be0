import Testing

@testable import Images

@Suite struct BrokenPictureTests {
    private func error(_ bytes: [UInt8], limits: PictureLimits = PictureLimits()) -> ImageError? {
        do throws(ImageError) {
            _ = try Picture(decoding: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func otherFormatsAreNamed() {
        #expect(error([]) == .unknownFormat(name: nil, firstBytes: []))
        #expect(error(Array("GIF89a".utf8)) == .unknownFormat(name: "GIF", firstBytes: Array("GIF89a".utf8)))
        let webP = error(Array("RIFF....WEBPVP8 ".utf8))
        #expect(webP?.description == "The picture is WebP, but only PNG, JPEG, PPM and PGM are read. Convert it to PNG.")
        #expect(error([1, 2, 3])?.description.contains("begins with the bytes 01 02 03") == true)
    }

    @Test func filesThatAreNoneAreRefused() throws {
        #expect(throws: ImageError.unreadable(path: "/no/such/file.png", reason: "No such file or directory")) {
            try Picture(contentsOf: "/no/such/file.png")
        }
        #expect(throws: ImageError.unreadable(path: "/dev/zero", reason: "it is not a regular file")) { try Picture(contentsOf: "/dev/zero") }
        let path = Golden.path("pictures/grey.jpg")
        let count = try Golden.bytes("pictures/grey.jpg").count
        #expect(throws: ImageError.fileTooLarge(path: path, byteCount: count, limit: 10)) {
            try Picture(contentsOf: path, limits: PictureLimits(fileBytes: 10))
        }
    }

    @Test func bombsAreRefusedBeforeTheyAreUnpacked() {
        let limit = 178_956_970
        let data = PictureBytes.chunk("IDAT", [UInt8](repeating: 0, count: 100))
        let png = PictureBytes.png(PictureBytes.header(width: 100_000, height: 100_000), data)
        #expect(error(png) == .tooManyPixels(.png, width: 100_000, height: 100_000, limit: limit))
        let huge = PictureBytes.png(PictureBytes.header(width: 1 << 32 - 1, height: 1 << 32 - 1, depth: 16, colour: 6))
        #expect(error(huge) == .tooManyPixels(.png, width: 1 << 32 - 1, height: 1 << 32 - 1, limit: limit))
        let jpeg = [0xFF, 0xD8] + PictureBytes.frame(0xC0, width: 65535, height: 65535)
        #expect(error(jpeg) == .tooManyPixels(.jpeg, width: 65535, height: 65535, limit: limit))
        #expect(error(Array("P5 1000001 1 255\n".utf8)) == .sideTooLong(.pnm, width: 1_000_001, height: 1, limit: 1_000_000))
        #expect(error(Array("P6 9999999 9999999 255\n".utf8)) == .tooManyPixels(.pnm, width: 9_999_999, height: 9_999_999, limit: limit))
    }

    @Test func sizesThatTheFileCannotHoldAreRefused() {
        let data = PictureBytes.chunk("IDAT", [UInt8](repeating: 0, count: 100))
        let png = PictureBytes.png(PictureBytes.header(width: 10000, height: 10000), data)
        #expect(error(png) == .implausibleSize(.png, width: 10000, height: 10000, byteCount: 100))
        let jpeg = [0xFF, 0xD8] + PictureBytes.frame(0xC2, width: 10000, height: 10000) + [0xFF, 0xD9]
        #expect(error(jpeg) == .implausibleSize(.jpeg, width: 10000, height: 10000, byteCount: 2))
        guard case .truncated(.pnm, _, _) = error(Array("P3 5000 5000 255 1 2 3".utf8)) else {
            Issue.record("a text of three samples is no picture")
            return
        }
    }

    @Test func limitsCanBeSet() throws {
        let bytes = try Golden.bytes("pictures/grey8.png")
        #expect(error(bytes, limits: PictureLimits(pixels: 99)) == nil)
        #expect(error(bytes, limits: PictureLimits(pixels: 98)) == .tooManyPixels(.png, width: 11, height: 9, limit: 98))
    }

    @Test(arguments: [
        (0xC0, 12, "one of 12 bits a sample"), (0xC3, 8, "lossless JPEG"), (0xC5, 8, "hierarchical JPEG"), (0xC9, 8, "arithmetically coded"),
        (0xCA, 8, "arithmetically coded"),
    ])
    func kindsOfJPEGThatAreNotReadAreNamed(marker: Int, precision: Int, feature: String) {
        let bytes = [0xFF, 0xD8] + PictureBytes.frame(marker, precision: precision, width: 8, height: 8)
        #expect(error(bytes) == .unsupported(.jpeg, feature: feature))
    }

    /// Each costs a walk over all blocks, so a small file could ask for much work.
    @Test func scansOutOfTurnAreRefused() throws {
        let bytes = try Golden.bytes("pictures/grey.jpg")
        let start = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
        let twice = bytes.dropLast(2) + bytes[start...]
        guard case .malformed(.jpeg, "a scan header (SOS)", _, _, _) = error(Array(twice)) else {
            Issue.record("a sequential scan is given once")
            return
        }
    }

    @Test func fractionalSubsamplingIsRefused() {
        let bytes = [0xFF, 0xD8] + PictureBytes.frame(0xC0, width: 8, height: 8, components: [1, 0x31, 0, 2, 0x21, 0, 3, 0x11, 0])
        #expect(error(bytes) == .unsupported(.jpeg, feature: "subsampled by a fraction"))
    }

    @Test func damageIsNoticedByChecksums() throws {
        let row: [UInt8] = [0, 10, 20]
        let good = PictureBytes.png(PictureBytes.header(width: 2, height: 1), PictureBytes.chunk("IDAT", PictureBytes.stored(row)))
        #expect(try Picture(decoding: good).bytes == [10, 10, 10, 20, 20, 20])

        var wrongChunk = good
        wrongChunk[20] ^= 1
        #expect(error(wrongChunk)?.description.contains("the chunk IHDR") == true)

        var stream = PictureBytes.stored(row)
        stream[stream.count - 1] ^= 1
        let wrongStream = PictureBytes.png(PictureBytes.header(width: 2, height: 1), PictureBytes.chunk("IDAT", stream))
        #expect(error(wrongStream)?.description.contains("the checksum") == true)
    }

    @Test func rowsMustBeAllThere() {
        let short = PictureBytes.png(PictureBytes.header(width: 2, height: 2), PictureBytes.chunk("IDAT", PictureBytes.stored([0, 1, 2])))
        guard case .truncated(.png, _, _) = error(short) else {
            Issue.record("a row is missing")
            return
        }
        let filter = PictureBytes.png(PictureBytes.header(width: 2, height: 1), PictureBytes.chunk("IDAT", PictureBytes.stored([7, 1, 2])))
        #expect(error(filter) == .malformed(.png, part: "row 0", offset: nil, expected: "a filter type from 0 to 4", found: "7"))
    }

    /// Whatever is cut off a file is missed, except an end mark behind a PNG's last pixel.
    @Test(arguments: ["rgb8.png", "q60-s2.jpg", "q60-s2-progressive.jpg", "p6-255.ppm"])
    func truncatedFilesAreRefused(name: String) throws {
        let bytes = try Golden.bytes("pictures/\(name)")
        let needed = name.hasSuffix("png") ? bytes.count - 12 : bytes.count
        for count in 0..<needed {
            #expect(error(Array(bytes[..<count])) != nil, "the first \(count) of \(bytes.count) bytes")
        }
    }

    @Test func errorsSayWhatToTry() {
        let error = ImageError.malformed(.jpeg, part: "a scan", offset: 612, expected: "restart marker 3", found: "the bytes 255 and 212")
        #expect(error.description == "The JPEG picture is damaged in a scan at byte 612: expected restart marker 3, found the bytes 255 and 212. "
            + "Copy or download it again, or save it anew with an image editor.")
    }
}
