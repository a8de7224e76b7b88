import Testing

@testable import Sites

@Suite("The manifest")
struct ManifestTests {
  @Test("names files in order, with size and digest, and reads back")
  func roundTrip() {
    let manifest = Manifest([("b\"c", [1, 2]), ("a", Array("abc".utf8))])
    #expect(
      String(decoding: manifest.json, as: UTF8.self) == """
        {
          "schema": 1,
          "generator": "lossfold",
          "files": [
            { "path": "a", "size": 3, "sha256": \
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
            { "path": "b\\"c", "size": 2, "sha256": \
        "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222" }
          ]
        }

        """)
    #expect(Manifest(json: manifest.json) == manifest)
  }

  @Test(
    "of somebody else is none of ours",
    arguments: ["", "{}", "{\"schema\":1,\"generator\":\"other\",\"files\":[]}"])
  func others(json: String) {
    #expect(Manifest(json: Array(json.utf8)) == nil)
  }
}
