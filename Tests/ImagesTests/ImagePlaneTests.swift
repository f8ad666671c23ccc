import Images
import Testing

@Suite struct ImagePlaneTests {
  @Test func `a plane keeps its shape`() {
    let plane = ImagePlane(width: 3, height: 2, pixels: [0, 1, 2, 3, 4, 5])
    #expect(plane.pixels.count == plane.width * plane.height)
  }
}
