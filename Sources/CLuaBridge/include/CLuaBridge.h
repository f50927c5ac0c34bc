/// The border to Lua: the only code that raises or catches a Lua error.
///
/// Lua raises errors with `longjmp`, also for lack of memory. Nothing declared here lets one out: functions return an
/// outcome, and callbacks into the host are made where no error can pass through them. Callbacks must not call any
/// function of this header on the sandbox that called them.
#ifndef CLUABRIDGE_H
#define CLUABRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a value is on its way across the border.
typedef enum bl_kind {
  BL_NIL,        ///< Nothing: a missing field, an absent argument.
  BL_NULL,       ///< The value null.
  BL_BOOLEAN,
  BL_INTEGER,
  BL_DOUBLE,
  BL_STRING,     ///< Bytes that live until the next callback.
  BL_DECIMAL,    ///< An exact number; its bytes are the host's affair.
  BL_MONEY,
  BL_TIMESTAMP,
  BL_DURATION,
  BL_LIST,       ///< A handle of the host, read lazily; valid during one call.
  BL_MAP,        ///< A handle with named fields.
  BL_OPAQUE,     ///< A handle without fields.
  BL_ERROR,      ///< An error of the host, by handle.
  BL_FUNCTION,   ///< A reference to a Lua function.
  BL_GIVEN,      ///< A result that the host was given piece by piece.
} bl_kind;

/// A value on its way across the border.
typedef struct bl_value {
  int32_t kind;         ///< A `bl_kind`.
  uint32_t epoch;       ///< The call that a handle belongs to; set on this side.
  union {
    bool boolean;
    int64_t integer;
    double number;
    struct { const char *bytes; size_t length; } string;
    int32_t handle;
    uint64_t exact[4];  ///< The bytes of a decimal, an amount, an instant or a length of time.
  };
} bl_value;

/// The operators that exact values take part in.
typedef enum bl_operator {
  BL_ADD, BL_SUBTRACT, BL_MULTIPLY, BL_DIVIDE, BL_INTEGER_DIVIDE, BL_MODULO, BL_NEGATE, BL_EQUAL, BL_LESS, BL_LESS_EQUAL,
} bl_operator;

/// What the host answers. Each function but the last four returns false after an error, with `BL_ERROR` in `out`.
typedef struct bl_host {
  void *context;
  /// Argument `index` of the running call.
  bool (*argument)(void *context, int32_t index, bl_value *out);
  /// A named field; `BL_NIL` where there is none.
  bool (*field)(void *context, int32_t handle, const char *name, size_t length, bl_value *out);
  /// An element of a list, or the value of an entry of a map, from 0; `BL_NIL` past the end.
  bool (*element)(void *context, int32_t handle, int64_t index, bl_value *out);
  /// The key of an entry of a map, from 0; `BL_NIL` past the end.
  bool (*key)(void *context, int32_t handle, int64_t index, bl_value *out);
  /// A property of an exact value or of an error; `BL_NIL` where there is none.
  bool (*property)(void *context, const bl_value *value, const char *name, size_t length, bl_value *out);
  /// An operator with at least one exact operand; the right one is ignored by `BL_NEGATE`.
  bool (*operate)(void *context, int32_t operation, const bl_value *left, const bl_value *right, bl_value *out);
  /// The text of a value that is no Lua value.
  bool (*describe)(void *context, const bl_value *value, bl_value *out);
  /// Calls function `id` with the values built since `begin`.
  bool (*invoke)(void *context, int32_t id, bl_value *out);
  /// The number of elements or entries.
  int64_t (*count)(void *context, int32_t handle);
  /// Values follow: results of a call, or arguments of a host function.
  void (*begin)(void *context);
  /// A value; inside a map keys and values come by turns.
  void (*put)(void *context, const bl_value *value);
  /// A list (`is_list`) or a map begins, with `count` items; or it ends.
  void (*open)(void *context, bool is_list, int64_t count);
  void (*close)(void *context);
} bl_host;

/// The limits of a sandbox. All are counted per call but `memory`.
typedef struct bl_limits {
  int64_t gas;          ///< Steps: instructions, and what library functions and allocation charge.
  uint64_t nanoseconds; ///< The backstop: wall time.
  size_t memory;        ///< Bytes of the whole state.
  size_t block;         ///< Bytes of one array, hash part, stack or buffer.
  size_t string;        ///< Bytes of one string.
  size_t source;        ///< Bytes of one chunk.
  int32_t nodes;        ///< Values in one result.
  int32_t depth;        ///< Nesting of one result.
  bool coroutines;      ///< Whether scripts may use coroutines.
} bl_limits;

/// How a call ended. Decided by state, never by what a message says.
typedef enum bl_outcome {
  BL_OK,
  BL_FAILED_SYNTAX,   ///< The chunk is no Lua.
  BL_FAILED_SOURCE,   ///< The chunk was refused before it was compiled.
  BL_FAILED_RUNTIME,  ///< An error of the script.
  BL_FAILED_HOST,     ///< An error of the host, not caught by the script.
  BL_FAILED_VALUE,    ///< The script's result cannot leave the sandbox.
  BL_FAILED_GAS,      ///< Out of steps.
  BL_FAILED_TIME,     ///< Out of time.
  BL_FAILED_MEMORY,   ///< Out of memory.
} bl_outcome;

/// A line of a chunk.
typedef struct bl_place {
  char chunk[96];
  char call[160];       ///< The function with the values of its parameters, as `f(a = 1, b = nil)`; may be empty.
  int32_t line;
} bl_place;

enum { BL_MAX_PLACES = 8, BL_MAX_MESSAGE = 200 };

/// Why the last call failed.
typedef struct bl_failure {
  char message[BL_MAX_MESSAGE]; ///< The script's own words, perhaps cut; not terminated.
  int32_t message_length;
  int32_t host_error;           ///< The handle of the host's error, for `BL_FAILED_HOST`.
  bl_place places[BL_MAX_PLACES]; ///< Where, innermost first.
  int32_t place_count;
} bl_failure;

/// What a call took.
typedef struct bl_usage {
  int64_t gas;
  size_t memory;      ///< Bytes in use now.
  size_t peak;        ///< The most bytes in use since the sandbox was opened.
  uint32_t refusals;  ///< Allocations refused in the last call.
} bl_usage;

typedef struct bl_sandbox bl_sandbox;

/// Opens a sandbox with the allow-listed environment; NULL for lack of memory.
bl_sandbox *bl_open(const bl_limits *limits, const bl_host *host);
void bl_close(bl_sandbox *sandbox);

/// Makes host function `id` known under a dotted name, such as `log.info`; a name that begins with `:` is a method of
/// exact values. With `texts` its arguments arrive as text. Not after `bl_seal`.
bl_outcome bl_register(bl_sandbox *sandbox, const char *path, int32_t id, bool texts);

/// Compiles a chunk of text. `reference` names the function from then on.
bl_outcome bl_compile(bl_sandbox *sandbox, const char *source, size_t length, const char *chunk, int32_t *reference);

/// Calls a function with `count` arguments. They are in `arguments`, neither texts nor handles; with NULL the host is
/// asked for each. A number, a flag or nothing arrives in `result`; for all else that is `BL_GIVEN`, and the host is
/// given it. With `functions` the result may hold functions; they arrive as references.
bl_outcome bl_call(
    bl_sandbox *sandbox, int32_t reference, int32_t count, const bl_value *arguments, bool functions, bl_value *result);

/// Forgets a reference. What the last call failed with, and its usage, stay known.
void bl_release(bl_sandbox *sandbox, int32_t reference);

/// From now on scripts cannot set globals.
void bl_seal(bl_sandbox *sandbox);

/// Changes the limits of the calls that follow.
void bl_set_limits(bl_sandbox *sandbox, const bl_limits *limits);

/// Why the last call failed.
const bl_failure *bl_last_failure(const bl_sandbox *sandbox);
bl_usage bl_last_usage(const bl_sandbox *sandbox);

/// Collects garbage between calls.
void bl_collect(bl_sandbox *sandbox);

/// For tests: refuses the `first`-th growing allocation from now on, and with `all` every one after it. 0 ends it.
void bl_refuse_allocations(bl_sandbox *sandbox, uint64_t first, bool all);

/// Elementary functions that give the same bits on every machine with IEEE 754 arithmetic, for the host as well.
double bl_sin(double x);
double bl_cos(double x);
double bl_atan2(double y, double x);

#endif
