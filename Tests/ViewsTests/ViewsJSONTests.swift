import JSON
import Machine
import Tensors
import Testing
import Views

@Suite struct ViewsJSONTests {
    @Test func attention() {
        let mask = Example.mask(3, chunk: 2)
        #expect(MaskView(mask, labels: TokenLabels(["a"])).json.object?["rows"]?.array?[2].object?["first_visible"]?.int == 2)
        let head = AttentionView(Example.pattern(mask, heads: 2), mask: mask).json(links: 1).array?[1].object
        let links = head?["queries"]?.array?[0].object?["links"]?.array
        #expect(links?.count == 1 && links?[0].object?["weight"]?.double == 1)
    }

    @Test func router() {
        let json = Example.router(experts: 4).json.object
        #expect(json?["tokens"]?.array?.count == Example.words.count)
        #expect(json?["load"]?.array?.compactMap(\.int).reduce(0, +) == Example.words.count)
        let map = RouterMap([.dense, .experts(Indices([2, 2], [0, 1, 2, 3]))]).json
        #expect(map.text() == "[null,[[0,1],[2,3]]]")
    }

    @Test func values() throws {
        let tensor = Tensor([2, 2], [1, .nan, -.infinity, 0])
        #expect(Statistics(tensor).json.object?["nan"]?.int == 1)
        #expect(Histogram(tensor, binCount: 2).json.object?["bins"]?.array?.count == 2)
        let part = try Slice(parsing: "[:, 0]").select(from: tensor)
        #expect(part.json.text() == #"{"shape":[2],"indices":[[0,1]],"values":[1.0,null]}"#)
        #expect(TemperatureView(TemperatureScale(scale: 0.1, floor: 8)).json().object?["start"]?.int == 7)
        #expect(TokensView(ids: [7], labels: .none, chunk: 8).json.text() == #"[{"position":0,"id":7,"token":"","chunk":0}]"#)
        #expect(ProgramListing(Example.program()).json(1..<2).array?[0].object?["operation"]?.string == "silu")
    }
}
