import Machine
import Tensors
import Views

/// All views with something to show.
enum Gallery {
    typealias Picture = @Sendable (TextStyle) -> String

    static let pictures: [String: Picture] = [
        "mask-full": { MaskView(Example.mask(), labels: Example.labels).text($0) },
        "mask-chunked-ruler": { MaskView(Example.mask(chunk: 8), labels: Example.labels, ruler: 8).text($0) },
        "mask-rows": { MaskView(Example.mask(), labels: Example.labels, positions: 4..<8).text($0) },
        "mask-overview": { MaskView(Example.mask(1000, chunk: 256), ruler: 256).text($0) },
        "mask-decode": { MaskView(Example.decodeMask(at: 22, chunk: 8), labels: Example.labels, ruler: 8).text($0) },
        "mask-window": {
            MaskView(
                AttentionMask(chunk: 8, firstQuery: 18, queryCount: 7, firstKey: 16, keyCount: 9), labels: Example.labels,
                ruler: 8
            ).text($0)
        },
        "mask-pair": {
            MaskPair(
                Example.mask(6), titled: "layer 3: NoPE, full", Example.mask(6, chunk: 3), titled: "layer 2: RoPE, chunks of 3",
                labels: TokenLabels(["What", "▁is", "▁ch", "unked", "▁attention", "?"]), ruler: 3
            ).text($0)
        },
        "mask-pair-long": {
            MaskPair(
                Example.mask(), titled: "layer 3: NoPE, full", Example.mask(chunk: 8), titled: "layer 2: RoPE, chunks of 8",
                labels: Example.labels, ruler: 8
            ).text($0)
        },
        "attention-head": { attention().text(head: 2, $0) },
        "attention-overview": {
            let mask = Example.mask(300, chunk: 128)
            return AttentionView(Example.pattern(mask), mask: mask).text(head: 1, $0)
        },
        "attention-heads": { attention(heads: 8).headsText($0) },
        "attention-links": { attention().linksText(head: 3, $0) },
        "attention-entropies": { attention().entropiesText($0) },
        "attention-decode": { decoding().text(head: 1, $0) },
        "attention-decode-heads": { decoding().headsText($0) },
        "router-4": { Example.router(experts: 4).text($0) },
        "router-16-rows": { Example.router(experts: 16, perToken: 2).text($0, positions: 20..<25) },
        "router-128": { Example.router(experts: 128).text($0) },
        "router-map": { style in
            let layers = (0..<48).map { layer in
                layer % 2 == 0 ? RouterMap.Layer.dense : .experts(Example.choices(layer: layer, experts: 16))
            }
            return RouterMap(layers, labels: Example.labels).text(style)
        },
        "router-map-flips": { style in
            let layers = (0..<4).map { RouterMap.Layer.experts(Example.choices(layer: $0, experts: 4)) }
            let flips: Set = [RouterMap.Cell(position: 3, layer: 2), .init(position: 9, layer: 0)]
            return RouterMap(layers, labels: Example.labels, marked: flips, meaning: "differs from the baseline").text(style, positions: 0..<12)
        },
        "router-map-128": { style in
            let layers = (0..<24).map { RouterMap.Layer.experts(Example.choices(layer: $0, experts: 128)) }
            return RouterMap(layers, labels: Example.labels).text(style, positions: 0..<5)
        },
        "temperature": { TemperatureView(TemperatureScale(scale: 0.1, floor: 8192)).text($0) },
        "temperature-short": { TemperatureView(TemperatureScale(scale: 0.5, floor: 4), to: 40).text($0) },
        "temperature-entropy": {
            let row = TemperedRow(scores: Example.wave(200).map { $0 * 2 } + [-.infinity], factor: 1)
            return TemperatureView(TemperatureScale(scale: 0.1, floor: 8192), to: 300_000, row: row).text($0)
        },
        "statistics": { StatisticsView(Tensor([25, 128], Example.wave(3200))).text($0) },
        "histogram": { HistogramView(Histogram(Tensor([25, 128], Example.wave(3200).map { $0 * $0 * $0 }))).text($0) },
        "histogram-log": {
            HistogramView(Histogram(Tensor([1001], Example.wave(1000) + [40])), logarithmic: true).text($0)
        },
        "tensor-vector": { TensorView(Tensor([64], Example.wave(64))).text($0) },
        "tensor-matrix": {
            TensorView(TensorPart(Tensor([25, 128], Example.wave(3200))), positionAxis: 0, labels: Example.labels).text($0)
        },
        "tensor-cube": { TensorView(Tensor([3, 4, 5], Example.wave(60)), format: .scientific(2)).text($0) },
        "residual": { style in
            let values = (0..<8).map { layer in
                (
                    name: "layers.\(layer).resid_post",
                    tensor: Tensor([25, 16], Example.wave(400).map { $0 * Float(layer * layer + 1) })
                )
            }
            return ResidualView(values).text(style)
        },
        "tokens": { TokensView(ids: Example.ids, labels: Example.labels, chunk: 8).text($0) },
        "listing": { listing(formulas: false, $0) },
        "listing-formulas": { listing(formulas: true, $0) },
        "summaries": { style in
            let values: [Value] = [
                .tensor(Tensor([25, 128], Example.wave(3200))), .indices(Indices([25], Example.ids)),
                .mask(Example.mask(chunk: 8)), .cache(CacheView(rowLength: 4).appending(Tensor([25, 4], repeating: 1))),
                .tensor(Tensor([3], [.nan, .infinity, 1])), .tensor(Tensor([0, 4], [])),
            ]
            return values.map { ValueSummary($0).text(style) + "\n" }.joined()
        },
        "steps": { style in
            let program = Example.program()
            return (0..<4).map { pc in
                let listing = ProgramListing(program, marks: .init(pc: pc + 1), newPositions: 25)
                return listing.line(pc, value: .tensor(Tensor([25], Example.wave(25, seed: pc))), style) + "\n"
                    + listing.line(pc + 1, style) + "\n"
            }.joined()
        },
    ]

    private static func attention(heads: Int = 4) -> AttentionView {
        AttentionView(Example.pattern(Example.mask(), heads: heads), mask: Example.mask(), labels: Example.labels)
    }

    private static func decoding() -> AttentionView {
        let mask = Example.decodeMask(at: 24)
        return AttentionView(Example.pattern(mask, heads: 6), mask: mask, labels: Example.labels)
    }

    private static func listing(formulas: Bool, _ style: TextStyle) -> String {
        let marks = ProgramListing.Marks(pc: 12, breakpoints: [14], edited: [10], stale: [11])
        let listing = ProgramListing(Example.program(), marks: marks, formulas: formulas)
        return listing.text(listing.window(around: 12, count: 9), style)
    }
}
