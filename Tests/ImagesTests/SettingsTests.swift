import JSON
import Testing

@testable import Images

@Suite struct SettingsTests {
    @Test func nothingSaidIsScout() throws {
        let settings = try PreprocessorSettings(preprocessor: nil, processor: nil)
        #expect(settings == PreprocessorSettings())
        #expect(settings.tokensPerTile == 144)
    }

    @Test func bothFilesAreRead() throws {
        let old = try PreprocessorSettings(
            preprocessor: JSONValue(parsing: #"{"size": {"height": 28, "width": 28}, "max_patches": 4, "image_mean": 0.25, "resample": 2}"#),
            processor: JSONValue(parsing: #"{"patch_size": 7, "pixel_shuffle_ratio": 0.5}"#))
        #expect(old == PreprocessorSettings(tileSize: 28, maximumTiles: 4, mean: [0.25, 0.25, 0.25], patchSize: 7))
        #expect(old.tokensPerTile == 4)

        let new = try PreprocessorSettings(
            preprocessor: JSONValue(parsing: #"{"size": 99}"#),
            processor: JSONValue(parsing: #"{"image_processor": {"size": 56, "resize_to_max_canvas": true, "max_patches": null}, "patch_size": 14}"#))
        #expect(new == PreprocessorSettings(tileSize: 56, resizesToMaximumCanvas: true))
    }

    @Test func aRatioThatMakesNoTokensIsRefused() throws {
        let json = try JSONValue(parsing: #"{"pixel_shuffle_ratio": 1e-300}"#)
        #expect(throws: ImageError.setting(key: "pixel_shuffle_ratio", expected: "a number from 1/64 to 1", found: "1e-300")) {
            try PreprocessorSettings(preprocessor: nil, processor: json)
        }
    }

    @Test(arguments: [
        (#"{"size": {"height": 28, "width": 29}}"#, "size"), (#"{"size": -1}"#, "size"), (#"{"size": {"longest_edge": 5}}"#, "size"),
        (#"{"size": 4000, "max_patches": 5}"#, "max_patches"), (#"{"max_patches": 0}"#, "max_patches"), (#"{"max_patches": "many"}"#, "max_patches"), (#"{"resample": 3}"#, "resample"),
        (#"{"do_resize": false}"#, "do_resize"), (#"{"do_normalize": false}"#, "do_normalize"), (#"{"image_std": [1, 0, 1]}"#, "image_std"),
        (#"{"image_mean": [1, 2]}"#, "image_mean"), (#"{"image_mean": [1, "2", 3, 4]}"#, "image_mean"), (#"{"rescale_factor": "x"}"#, "rescale_factor"),
    ])
    func settingsThatCannotBeUsedAreNamed(text: String, key: String) throws {
        let json = try JSONValue(parsing: text)
        let error = #expect(throws: ImageError.self) { try PreprocessorSettings(preprocessor: json, processor: nil) }
        guard case .setting(key, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
