import JSON

extension PreprocessorSettings {
    /// Settings from the two files, either of which may be missing.
    ///
    /// Since transformers 5 all of it stands in `processor_config.json`, the picture's part under `image_processor`; checkpoints as first
    /// shipped have that part in `preprocessor_config.json`. If both have it, the former counts, as in the reference.
    ///
    /// - Throws: `ImageError.setting` for a value that is none, and for steps that can be turned off in the file but not here.
    public init(preprocessor: JSONValue?, processor: JSONValue?) throws(ImageError) {
        let defaults = PreprocessorSettings()
        let picture = SettingsReader(processor?.object?["image_processor"] ?? preprocessor)
        let text = SettingsReader(processor)

        for step in ["do_resize", "do_rescale", "do_normalize", "do_convert_rgb"] {
            try picture.expectTrue(step)
        }
        let resample = try picture.whole("resample", 2, in: 0...5)
        guard resample == 2 else { throw .setting(key: "resample", expected: "2 (bilinear)", found: "\(resample)") }

        tileSize = try picture.square("size", defaults.tileSize, in: 1...4096)
        maximumTiles = try picture.whole("max_patches", defaults.maximumTiles, in: 1...256)
        resizesToMaximumCanvas = try picture.truth("resize_to_max_canvas", defaults.resizesToMaximumCanvas)
        rescaleFactor = try picture.number("rescale_factor", defaults.rescaleFactor)
        mean = try picture.colour("image_mean", defaults.mean)
        deviation = try picture.colour("image_std", defaults.deviation)
        guard !deviation.contains(0) else { throw .setting(key: "image_std", expected: "numbers other than 0", found: "0") }
        patchSize = try text.whole("patch_size", defaults.patchSize, in: 1...tileSize)
        pixelShuffleRatio = try text.number("pixel_shuffle_ratio", defaults.pixelShuffleRatio)
        guard Self.ratios.contains(pixelShuffleRatio) else {
            throw .setting(key: "pixel_shuffle_ratio", expected: "a number from 1/64 to 1", found: "\(pixelShuffleRatio)")
        }
        guard tileSize * tileSize * maximumTiles <= 1 << 26 else {
            throw .setting(
                key: "max_patches", expected: "a canvas of at most \(1 << 26) pixels", found: "\(maximumTiles) tiles of \(tileSize) × \(tileSize)")
        }
    }
}

/// Looks up settings by their key; what is missing or null has its default.
private struct SettingsReader {
    private let members: JSONObject?

    init(_ value: JSONValue?) {
        members = value?.object
    }

    private func value(_ key: String) -> JSONValue? {
        members?[key].flatMap { $0.isNull ? nil : $0 }
    }

    private func refusal(_ key: String, _ expected: String, _ found: JSONValue) -> ImageError {
        .setting(key: key, expected: expected, found: String(found.description.unicodeScalars.prefix(80)))
    }

    func truth(_ key: String, _ fallback: Bool) throws(ImageError) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let truth = value.bool else { throw refusal(key, "true or false", value) }
        return truth
    }

    func expectTrue(_ key: String) throws(ImageError) {
        guard try truth(key, true) else { throw .setting(key: key, expected: "true, since the model was trained so", found: "false") }
    }

    func whole(_ key: String, _ fallback: Int, in range: ClosedRange<Int>) throws(ImageError) -> Int {
        guard let value = value(key) else { return fallback }
        guard let whole = value.int, range.contains(whole) else {
            throw refusal(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", value)
        }
        return whole
    }

    func number(_ key: String, _ fallback: Double) throws(ImageError) -> Double {
        guard let value = value(key) else { return fallback }
        guard let number = value.double, number.isFinite else { throw refusal(key, "a number", value) }
        return number
    }

    /// One number for all three channels, or one for each.
    func colour(_ key: String, _ fallback: [Double]) throws(ImageError) -> [Double] {
        guard let value = value(key) else { return fallback }
        let numbers = value.array?.compactMap(\.double) ?? value.double.map { [$0, $0, $0] } ?? []
        guard numbers.count == 3, value.array?.count ?? 3 == 3, numbers.allSatisfy(\.isFinite) else {
            throw refusal(key, "three numbers", value)
        }
        return numbers
    }

    /// One number, or a height and a width that are the same.
    func square(_ key: String, _ fallback: Int, in range: ClosedRange<Int>) throws(ImageError) -> Int {
        guard let value = value(key) else { return fallback }
        let height = value.int ?? value.object?["height"]?.int
        let width = value.int ?? value.object?["width"]?.int
        guard let height, height == width, range.contains(height) else {
            throw refusal(key, "a height and a width that are equal, from \(range.lowerBound) to \(range.upperBound)", value)
        }
        return height
    }
}
