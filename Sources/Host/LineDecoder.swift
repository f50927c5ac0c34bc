internal import RulesEngine

/// Makes events of lines, without anything that belongs to one thread.
struct LineDecoder: Sendable {
  let reader: EventReader
  let clock: EngineClock
  let limits: EngineLimits

  /// The event of a line, or why it is refused.
  func decode(_ line: LineReader.Line) -> Result<IncomingEvent, ProcessingError> {
    Result { () throws(ProcessingError) in try read(line) }
  }

  private func read(_ line: LineReader.Line) throws(ProcessingError) -> IncomingEvent {
    if line.length > limits.eventBytes { throw .tooLong(line.length, limits) }
    do {
      return try reader.read(line.bytes, now: clock.present)
    } catch {
      guard line.isTorn, case .refused("E0101", let message) = error else { throw error }
      throw .refused(code: "E0109", message: "the last line ends in the middle: \(message)")
    }
  }
}
