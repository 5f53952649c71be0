import Checkpoint
import Debugger
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Llama4

/// GGUF files of golden checkpoints; `Tests/Oracle/gguf_fixtures.py` made them.
@Suite("GGUF files")
struct GGUFTests {
    private func directory(_ name: String) -> String { Golden.directory(name) }

    private func model(_ name: String) throws -> Model {
        try Model(Checkpoint("\(directory("gguf"))/\(name).gguf"))
    }

    @Test("the same values as the checkpoint it was made of, RoPE's divisors included")
    func lossless() throws {
        let reference = try ReferenceCase(directory: directory("scout-bf16-sharded"))
        let report = try CheckRun(reference, model: model("scout-bf16")).run()
        #expect(report.agrees, Comment(rawValue: report.text))
    }

    @Test("the tokenizer is the checkpoint's, whatever pattern the file names")
    func tokenizer() throws {
        let tokenizer = try #require(try model("scout-bf16").tokenizer)
        let original = try #require(try Model(Checkpoint(directory("scout-bf16-sharded"))).tokenizer)
        for text in ["What is chunked attention?\n\n", "<|begin_of_text|>it's 12345 <|eot|>", "Ünïcödé 日本語 🦙", ""] {
            #expect(tokenizer.encode(text) == original.encode(text))
        }
        #expect(tokenizer.beginOfText == original.beginOfText)
        #expect(tokenizer.vocabularySize == original.vocabularySize)
        #expect(try model("scout-bf16").stopTokens == [421])
    }

    @Test("codes of eight bits: logits as far from the checkpoint's as eight bits are")
    func quantised() throws {
        let reference = try ReferenceCase(directory: directory("maverick"))
        let all = try #require(try reference.value(named: "logits"))
        let expected = all.values.suffix(all.shape.rowLength)
        var session = Session(try model("maverick-q8_0"))
        _ = try session.append(reference.inputIDs)
        let logits = try session.lastLogits()
        let spread = expected.map { abs($0) }.max() ?? 0
        let error = zip(logits, expected).map { abs($0 - $1) }.max() ?? .infinity
        // A weight is off by up to 1/254 of its group's largest; twenty layers' worth of such errors add up like noise.
        #expect(error < 0.1 * spread)
        #expect(error > 0)
    }

    @Test("every format's blocks mean what others say", arguments: [
        WeightEncoding.q8Block32, .q4Block32, .q4Block256, .q5Block256, .q6Block256,
    ])
    func blocks(encoding: WeightEncoding) throws {
        let file = try SafetensorsFile(path: "\(directory("gguf"))/blocks.safetensors")
        let bytes = try file.tensor(named: "\(encoding.rawValue).bytes")
        let values = try file.tensor(named: "\(encoding.rawValue).values").tensor()
        let matrix = WeightMatrix(
            name: "w", encoding: encoding, layout: .outputMajor, inputs: 512, outputs: 6, stride: 512,
            base: bytes.file.base + bytes.byteRange.lowerBound, owner: bytes.file)
        #expect(matrix.byteCount == bytes.byteCount)
        for output in 0..<6 {
            for input in 0..<512 {
                let expected = values[output, input]
                // A product and a difference, in another order of rounding.
                #expect(abs(matrix[output: output, input: input] - expected) <= 4e-6 * max(1, abs(expected)))
            }
        }
        for rows in [1, 5, 20] {
            let x = Tensor([rows, 512], (0..<rows * 512).map { Float($0 % 37) / 37 - 0.4 })
            let y = Kernels.linear(x, matrix)
            for row in 0..<rows {
                for output in 0..<6 {
                    let sum = (0..<512).reduce(0.0) { $0 + Double(x[row, $1]) * Double(values[output, $1]) }
                    let magnitude = (0..<512).reduce(0.0) { $0 + abs(Double(x[row, $1]) * Double(values[output, $1])) }
                    #expect(abs(Double(y[row, output]) - sum) <= magnitude * 1e-5)
                }
            }
        }
        let rows = Kernels.gatherRows(matrix, Indices([1], [3]))
        #expect((0..<512).allSatisfy { rows[0, $0] == matrix[output: 3, input: $0] })
    }

    @Test("a file cut short, or with any byte changed, is refused or opened, never trapped over")
    func broken() throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory("gguf"))/scout-bf16.gguf")))
        let scratch = try TemporaryDirectory()
        var random = SeededGenerator(seed: 7)
        func open(_ bytes: [UInt8]) throws -> Bool {
            try scratch.write("x.gguf", bytes)
            do {
                _ = try Model(Checkpoint("\(scratch.path)/x.gguf"))
                return true
            } catch {
                #expect("\(error)".count < 3000)
                return false
            }
        }
        for length in [0, 3, 4, 12, 23, 24, 100, 5000, 12000, whole.count / 2, whole.count - 1] {
            #expect(try !open(Array(whole.prefix(length))), "\(length) bytes")
        }
        // The header has some 20,000 bytes; every count, kind, length and offset of it lies there.
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<20_000, using: &random)] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
            }
            _ = try open(bytes)
        }
        #expect(try open(whole))
    }

    @Test("a recording can say which file it is of: it has settings and tensors, and no config.json")
    func digest() throws {
        let digests = try ["scout-bf16", "maverick-q8_0"].map { try CheckpointDigest(Checkpoint("\(directory("gguf"))/\($0).gguf")) }
        #expect(Set(digests.flatMap { [$0.config, $0.tensors, $0.samples] }).count == 6)
    }
}
