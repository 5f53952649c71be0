import Checkpoint
import Tensors
import Testing

@Suite("Expected values of the golden cases")
struct GoldenValuesTests {
    @Test("can be read: shapes, whole indices, masked scores", arguments: Golden.cases)
    func values(name: String) throws {
        let file = try SafetensorsFile(path: Golden.directory(name) + "/expected.safetensors")
        let embedding = try file.tensor(named: "embed").tensor()
        #expect(embedding.shape.rank == 2 && embedding.shape[1] == 64)
        #expect(embedding.values.contains { $0 != 0 })
        let layer = name == "maverick" ? 1 : 0
        let chosen = try file.tensor(named: "layers.\(layer).moe.router_indices").indices()
        #expect(chosen.shape[0] == embedding.shape[0] && chosen.values.allSatisfy { (0..<8).contains($0) })
        let masked = try file.tensor(named: "layers.0.attn.masked_scores").tensor()
        #expect(masked[0, 0, 1] == -.infinity && masked[0, 1, 0].isFinite)
    }
}
