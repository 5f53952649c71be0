import JSON
import Tensors

extension MaskView {
    /// The rule, and for every shown query the keys that it sees. For machines.
    public var json: JSONValue {
        [
            "chunk": mask.chunk.map { .int($0) } ?? .null,
            "first_query": .int(mask.firstQuery), "queries": .int(mask.queryCount),
            "first_key": .int(mask.firstKey), "keys": .int(mask.keyCount),
            "visible": .int(visibleCount),
            "rows": .array(rows.map { row in
                let visible = mask.visibleColumns(row: row)
                return [
                    "query": .int(mask.firstQuery + row), "token": .string(labels.plain(mask.firstQuery + row)),
                    "first_visible": visible.isEmpty ? .null : .int(mask.firstKey + visible.lowerBound),
                    "visible": .int(visible.count),
                ]
            }),
        ]
    }
}

extension AttentionView {
    /// Every head's entropy, and the strongest links of its queries. For machines.
    public func json(links count: Int = 3) -> JSONValue {
        .array(heads.map { head in
            [
                "head": .int(head.index), "entropy": .double(head.meanEntropy), "share_of_maximum": .double(head.entropyShare),
                "queries": .array((0..<mask.queryCount).map { row in
                    let query = mask.firstQuery + row
                    return [
                        "query": .int(query), "token": .string(labels.plain(query)), "entropy": .double(head.entropy(row: row)),
                        "links": .array(links(head: head.index, query: query, count: count).map { link in
                            ["key": .int(link.key), "weight": .double(Double(link.weight))]
                        }),
                    ]
                }),
            ]
        })
    }
}
