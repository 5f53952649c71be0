import Machine
import Tensors
import Testing
import Views

/// What no healthy pass contains, and what a debugger is there for.
@Suite struct OddValuesTests {
    private let odd: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1]

    @Test func statisticsLeaveOutWhatIsNotFinite() {
        let statistics = Statistics(Tensor([4, 2], [.nan, .infinity, -.infinity, 0, 3, -1, 2, 0]))
        #expect(statistics.nanCount == 1 && statistics.positiveInfinityCount == 1 && statistics.negativeInfinityCount == 1)
        #expect(statistics.finiteCount == 5 && statistics.zeroCount == 2)
        #expect(statistics.minimum == -1 && statistics.maximum == 3 && statistics.mean == 0.8)
        #expect(abs(statistics.norm - 14.0.squareRoot()) < 1e-12)
        #expect(Statistics(Tensor([1000], repeating: 16_777_216)).standardDeviation == 0)
    }

    @Test(arguments: [80, 40, 8]) func everythingPrints(width: Int) {
        let style = TextStyle(width: width)
        let tensor = Tensor([2, 4], odd)
        var texts = [NumberFormat.automatic, .fixed(2), .scientific(3), .bits, .integer].map {
            TensorView(tensor, format: $0).text(style)
        }
        texts += [
            StatisticsView(tensor).text(style), HistogramView(Histogram(tensor)).text(style),
            ResidualView([("a", tensor), ("b", tensor)]).text(style), ResidualView([]).text(style),
            TensorView(Tensor([], [3])).text(style), TensorView(Tensor([0], [])).text(style),
            TensorView(Tensor([1, 1], [.nan])).text(style), HistogramView(Histogram(Tensor([1], [.nan]))).text(style),
            HistogramView(Histogram(Tensor([5], repeating: 0.5))).text(style),
            TokensView(ids: [], labels: .none).text(style), RouterMap([.dense]).text(style), RouterMap([]).text(style),
            TemperatureView(TemperatureScale(scale: 0, floor: 1)).text(style),
            TemperatureView(TemperatureScale(scale: 0.1, floor: 0)).text(style),
            TemperatureView(TemperatureScale(scale: .nan, floor: .infinity), to: 5).text(style),
        ]
        for line in texts.joined().split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
    }

    @Test func attentionOfNaN() {
        let mask = Example.mask(3)
        let view = AttentionView(Tensor([1, 3, 3], repeating: .nan), mask: mask)
        #expect(view.text(head: 0).contains("?"))
        #expect(view.headsText().contains("NaN"))
        #expect(view.links(head: 0, query: 2, count: 3).isEmpty)
    }

    @Test func routerOfNaNAndOfWhatThereIsNot() {
        let chosen = Indices([2, 1], [99, 1])
        let view = RouterView(logits: Tensor([2, 2], [.nan, 1, 2, 1]), chosen: chosen, scores: Tensor([2, 1], [0.5, .nan]))
        #expect(view.tokens[0].margin?.isNaN == true)
        #expect(view.tokens[1].margin == -1)
        #expect(view.load.counts == [0, 1])
        #expect(view.text().contains("-1.000 ◀"))
    }

    @Test func routerWithoutTokens() {
        let view = RouterView(logits: Tensor([0, 4], []), chosen: Indices([0, 1], []), scores: Tensor([0, 1], []))
        #expect(view.tokens.isEmpty)
        #expect(view.text().contains("load"))
    }

    @Test func temperatureBeginsWhereTheFormulaSaysSo() {
        for floor in [1, 2, 7, 8192] {
            let operation = TemperatureScale(scale: 0.1, floor: Float(floor))
            let start = TemperatureView(operation).start
            #expect(start == (0...8192).first { operation.factor(at: $0) != 1 })
        }
        #expect(TemperatureView(TemperatureScale(scale: 0, floor: 8)).start == nil)
    }

    @Test func temperatureSharpens() {
        let row = TemperedRow(scores: [1.2, 2.4, -.infinity], factor: 1.2)
        #expect(abs(row.entropy(factor: 1) - 0.5822) < 1e-4)
        #expect(row.entropy(factor: 2) < row.entropy(factor: 1))
        #expect(TemperedRow(scores: [-.infinity], factor: 1).entropy(factor: 1) == 0)
        #expect(TemperedRow(scores: [], factor: 0).topWeight(factor: 1) == 0)
    }
}
