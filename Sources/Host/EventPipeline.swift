internal import Glibc
internal import RulesEngine
internal import Synchronization

/// Reads and decodes lines on a second thread, beside the one that decides.
///
/// What comes out is what one thread would see, line by line and in order: the same events, the same refusals, the same
/// failure at the same place. Only so many lines are read ahead, so memory is bounded. It is for files: waiting for a
/// file takes no time, so the reader can always be waited for.
struct EventPipeline {
  /// A line with what it was read as.
  struct Item: Sendable {
    var line: LineReader.Line
    var event: Result<IncomingEvent, ProcessingError>
    /// The bytes of the input up to the end of this line.
    var consumed: Int
  }

  /// How much is read ahead at most: chunks, and in each so many lines or bytes.
  static let chunkCount = 4
  static let chunkLines = 64
  static let chunkBytes = 256 << 10

  /// Calls `body` for each line that is not blank, until it returns false.
  ///
  /// - Parameter decode: called on the other thread.
  static func run(
    _ lines: inout LineReader,
    decode: @escaping @Sendable (LineReader.Line) -> Result<IncomingEvent, ProcessingError>,
    _ body: (Item) throws -> Bool
  ) throws {
    try withUnsafeMutablePointer(to: &lines) { lines in
      let ring = Ring()
      let reader = Reader(lines: lines, ring: ring, decode: decode)
      // Without a second thread, one reads first and decides then, chunk by chunk.
      let thread = start { reader.readAll() }
      defer {
        ring.stop()
        if let thread { pthread_join(thread, nil) }
      }
      while true {
        if thread == nil { reader.readChunk() }
        let chunk = ring.take()
        for item in chunk.items where try !body(item) { return }
        if let failure = chunk.failure { throw failure }
        if chunk.isLast { return }
      }
    }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    // Signals are for the thread that decides.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let code = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if code == 0 { return thread }
    box.release()
    return nil
  }

  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// A stretch of lines on its way from one thread to the other.
private struct Chunk: Sendable {
  var items: [EventPipeline.Item] = []
  var bytes = 0
  /// Why reading ended behind these lines.
  var failure: LineReader.Failure?
  var isLast = false

  var isFull: Bool { items.count >= EventPipeline.chunkLines || bytes >= EventPipeline.chunkBytes }
}

/// Reads chunks into the ring.
///
/// Unchecked: the reader of lines belongs to one thread at a time. The thread that decides does not touch it before the
/// other one has ended.
private final class Reader: @unchecked Sendable {
  private let lines: UnsafeMutablePointer<LineReader>
  private let ring: Ring
  private let decode: @Sendable (LineReader.Line) -> Result<IncomingEvent, ProcessingError>

  init(
    lines: UnsafeMutablePointer<LineReader>, ring: Ring,
    decode: @escaping @Sendable (LineReader.Line) -> Result<IncomingEvent, ProcessingError>
  ) {
    self.lines = lines
    self.ring = ring
    self.decode = decode
  }

  func readAll() {
    while readChunk() {}
  }

  /// Reads one chunk; false after the last.
  @discardableResult
  func readChunk() -> Bool {
    var chunk = Chunk()
    do throws(LineReader.Failure) {
      while !chunk.isFull, !ring.isStopped {
        guard let line = try lines.pointee.next() else {
          chunk.isLast = true
          break
        }
        chunk.bytes += line.bytes.count
        if line.isBlank { continue }
        chunk.items.append(.init(line: line, event: decode(line), consumed: lines.pointee.consumed))
      }
    } catch {
      chunk.failure = error
    }
    let goesOn = chunk.failure == nil && !chunk.isLast
    return ring.put(chunk) && goesOn
  }
}

/// A few chunks between two threads.
///
/// Unchecked: two semaphores let one thread put while the other takes, never both the same place.
private final class Ring: @unchecked Sendable {
  private let places: UnsafeMutablePointer<Chunk> = .allocate(capacity: EventPipeline.chunkCount)
  private var puts = 0
  private var takes = 0
  private let free: UnsafeMutablePointer<sem_t> = .allocate(capacity: 1)
  private let filled: UnsafeMutablePointer<sem_t> = .allocate(capacity: 1)
  private let stopped = Atomic(false)

  init() {
    places.initialize(repeating: Chunk(), count: EventPipeline.chunkCount)
    sem_init(free, 0, UInt32(EventPipeline.chunkCount))
    sem_init(filled, 0, 0)
  }

  deinit {
    places.deinitialize(count: EventPipeline.chunkCount)
    places.deallocate()
    sem_destroy(free)
    sem_destroy(filled)
    free.deallocate()
    filled.deallocate()
  }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Nobody takes any more.
  func stop() {
    stopped.store(true, ordering: .releasing)
    sem_post(free)
  }

  /// Waits for a place; false when nobody takes any more.
  func put(_ chunk: Chunk) -> Bool {
    wait(free)
    if isStopped { return false }
    places[puts % EventPipeline.chunkCount] = chunk
    puts += 1
    sem_post(filled)
    return true
  }

  /// Waits for a chunk.
  func take() -> Chunk {
    wait(filled)
    let place = takes % EventPipeline.chunkCount
    let chunk = places[place]
    places[place] = Chunk()
    takes += 1
    sem_post(free)
    return chunk
  }

  /// A signal ends a wait early; then it goes on.
  private func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
    while sem_wait(semaphore) != 0 {}
  }
}
