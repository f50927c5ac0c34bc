internal import CEL
internal import CLuaBridge

/// Runs `body` with the session behind a pointer that the border kept.
@inline(__always)
private func with<Result>(_ context: UnsafeMutableRawPointer?, _ body: (inout Session) -> Result) -> Result {
  // The border calls only while the interpreter, and so its session, is alive; it was given this very pointer.
  body(&context.unsafelyUnwrapped.assumingMemoryBound(to: Session.self).pointee)
}

extension Session {
  /// What the border calls. None of these functions lets an error out or calls Lua.
  static func callbacks(_ session: UnsafeMutablePointer<Session>) -> bl_host {
    bl_host(
      context: session,
      argument: { context, index, out in with(context) { $0.argument(Int(index), out.unsafelyUnwrapped) } },
      field: { context, handle, name, length, out in
        with(context) { $0.field(handle, $0.text(name, length), out.unsafelyUnwrapped) }
      },
      element: { context, handle, index, out in
        with(context) { $0.element(handle, index, out.unsafelyUnwrapped) }
      },
      key: { context, handle, index, out in with(context) { $0.key(handle, index, out.unsafelyUnwrapped) } },
      property: { context, value, name, length, out in
        with(context) { $0.property(value.unsafelyUnwrapped, $0.text(name, length), out.unsafelyUnwrapped) }
      },
      operate: { context, operation, left, right, out in
        with(context) {
          $0.operate(operation, left.unsafelyUnwrapped, right.unsafelyUnwrapped, out.unsafelyUnwrapped)
        }
      },
      describe: { context, value, out in
        with(context) { $0.describe(value.unsafelyUnwrapped, out.unsafelyUnwrapped) }
      },
      invoke: { context, id, out in with(context) { $0.invoke(Int(id), out.unsafelyUnwrapped) } },
      count: { context, handle in with(context) { Int64($0.count(handle)) } },
      begin: { context in with(context) { $0.builder.reset() } },
      put: { context, value in with(context) { $0.put(value.unsafelyUnwrapped) } },
      open: { context, isList, _ in
        with(context) { isList ? $0.builder.openList() : $0.builder.openMap() }
      },
      close: { context in with(context) { $0.builder.close() } })
  }

  private mutating func argument(_ index: Int, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    if index < arguments.count {
      write(arguments[index], out)
    } else {
      write(index < sources.count ? sources[index] : nil, out)
    }
    return true
  }

  private mutating func put(_ value: UnsafePointer<bl_value>) {
    do throws(EvaluationError) {
      builder.put(try read(value.pointee))
    } catch {
      builder.error = builder.error ?? error
      builder.put(nil)
    }
  }

  private mutating func invoke(_ id: Int, _ out: UnsafeMutablePointer<bl_value>) -> Bool {
    if let error = builder.error { return fail(error, out) }
    builder.swap(&spare)
    // Its memory is used again by the next function.
    defer { spare.clear() }
    do throws(EvaluationError) {
      write(try functions[id].body(HostCall(spare, context: context, name: functions[id].path)), out)
      return true
    } catch {
      return fail(error, out)
    }
  }

  private mutating func describe(_ value: UnsafePointer<bl_value>, _ out: UnsafeMutablePointer<bl_value>)
    -> Bool
  {
    switch bl_kind(UInt32(value.pointee.kind)) {
    case BL_ERROR: write(error(value.pointee.handle)?.message ?? "", out)
    case BL_LIST, BL_MAP, BL_OPAQUE:
      if case .value(let inner)? = handle(value.pointee.handle) {
        write(inner.description, out)
      } else {
        write("map", out)
      }
    default: write((try? read(value.pointee))?.text ?? "", out)
    }
    return true
  }
}
