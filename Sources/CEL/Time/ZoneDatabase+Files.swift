internal import Glibc

/// The octets of a file, or its first `limit`; nil when it cannot be read or is larger than a megabyte.
func readFile(_ path: String, limit: Int? = nil) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var octets: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: limit ?? 16_384)
  while true {
    let count = read(file, &buffer, buffer.count)
    guard count >= 0, octets.count + count <= 1 << 20 else { return nil }
    octets.append(contentsOf: buffer[..<count])
    if count == 0 || limit != nil { return octets }
  }
}
