import CEL
import Glibc
import Testing

@testable import Plugins

/// Lua recurses on the C stack of the thread that calls it. Threads of a pool may have 512 KiB only.
@Suite struct StackTests {
  /// What runs on the thread, and what it found.
  final class Work {
    var unexpected: [String] = []

    func run() {
      for attack in Attack.all {
        let ending: String
        do throws(ScriptError) {
          var interpreter = try AttackTests.interpreter(coroutines: attack.file == "coroutines")
          let result = try interpreter.load(attack.source, file: "attack.lua")
          ending = result.map { $0.isEqual(to: true) } == true ? "ok" : "?"
        } catch {
          ending = error.kind.rawValue
        }
        if !attack.endings.contains(ending) { unexpected.append("\(attack.name): \(ending)") }
      }
    }
  }

  @Test("every attack ends alike on a stack of 512 KiB")
  func smallStack() {
    let work = Work()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 512 << 10)
    var thread = pthread_t()
    pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run()
        return nil
      }, Unmanaged.passUnretained(work).toOpaque())
    pthread_join(thread, nil)
    pthread_attr_destroy(&attributes)
    #expect(work.unexpected == [])
  }
}
