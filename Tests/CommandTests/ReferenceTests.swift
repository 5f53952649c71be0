import Debugger
import Foundation
import TestSupport
import Testing

@testable import llamastep

/// The pages of the reference say what the program says. `LLAMASTEP_RECORD=1` writes them anew.
@Suite struct ReferenceTests {
    private static let catalogue = PackageFiles.root.appending(path: "Sources/llamastep/LlamaStep.docc")

    @Test(arguments: (ReferencePage.all + [.commandLine]).map(\.name))
    func pageIsCurrent(name: String) throws {
        let page = try #require((ReferencePage.all + [.commandLine]).first { $0.name == name })
        let file = Self.catalogue.appending(path: name + ".md")
        if ProcessInfo.processInfo.environment["LLAMASTEP_RECORD"] == "1" {
            try page.markdown.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(recorded == page.markdown, "\(name).md is stale: run the tests with LLAMASTEP_RECORD=1 and look at what changed")
        let overview = try String(contentsOf: Self.catalogue.appending(path: "LlamaStep.md"), encoding: .utf8)
        #expect(overview.contains("<doc:\(name)>"), "\(name) is not in the overview")
    }
}
