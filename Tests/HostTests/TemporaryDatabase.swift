import FoundationEssentials

/// A path for a database that is gone with the test.
final class TemporaryDatabase {
  let path = FileManager.default.temporaryDirectory.appending(path: "bylaw-\(UUID().uuidString).db").path()

  deinit {
    for ending in ["", "-wal", "-shm", "-lock", ".lock"] {
      try? FileManager.default.removeItem(atPath: path + ending)
    }
  }
}
