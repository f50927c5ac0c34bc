// What the files of this folder share. Nothing here is seen from outside.
#ifndef SANDBOX_H
#define SANDBOX_H

#include "CLuaBridge.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/// Instructions between two calls of the count hook.
enum { BL_QUANTUM = 100 };

/// How deep library functions that call back into Lua may nest, so that 512 KiB of C stack are enough for all.
enum { BL_MAX_NESTING = 32 };

/// What a host callback charges beside its allocations.
enum { BL_CALLBACK_GAS = 20 };

/// What a caught error charges: finding its names and unwinding cost far more than the instructions that raised it.
enum { BL_ERROR_GAS = 2000 };

struct bl_sandbox {
  lua_State *state;
  lua_State *running;   ///< The thread that runs: the state's own, or a coroutine.
  bl_host host;
  bl_limits limits;
  int64_t gas;          ///< What is left; one counter for all coroutines.
  uint64_t deadline;    ///< 0 until the clock is first looked at.
  bl_outcome death;     ///< Sticky: once set, no script of this call runs on.
  size_t memory, peak;
  uint32_t refusals;
  uint32_t epoch;       ///< Handles of earlier calls are recognised by it.
  int32_t nesting;
  bool armed;           ///< Whether a script runs, and limits count.
  bool is_sealed;       ///< Whether globals are fixed.
  bool crossing;        ///< Whether a result is on its way out.
  int load_status;      ///< How the chunk at hand compiled.
  uint64_t refuse_first, allocations;
  bool refuse_all;
  bl_failure failure;
};

static inline bl_sandbox *bl_of(lua_State *L) { return *(bl_sandbox **)lua_getextraspace(L); }

// gas.c
void bl_arm(bl_sandbox *s);
void bl_disarm(bl_sandbox *s);
/// Takes gas; raises the error that cannot be caught when there is none left, or no time.
void bl_charge(lua_State *L, int64_t gas);
/// Marks the sandbox dead, so that the next instruction raises; raises nothing itself.
void bl_die(bl_sandbox *s, bl_outcome why);
int bl_raise_death(lua_State *L);
void bl_hook(lua_State *L, lua_Debug *activation);
/// Enters a library function that calls back into Lua; `bl_leave` ends it. `pcall` restores the count after errors.
void bl_enter(lua_State *L);
void bl_leave(lua_State *L);

// allocator.c
void *bl_allocate(void *sandbox, void *block, size_t old, size_t size);

// failure.c
int bl_message_handler(lua_State *L);
/// Remembers the lines that `L` is in; in a message handler also its calls, for which the stack has room there.
void bl_note_places(bl_sandbox *s, lua_State *L, int level, bool with_calls);
/// Writes the function of an activation with the values of its parameters. Raises nothing and allocates nothing of Lua's.
void bl_describe_call(bl_sandbox *s, lua_State *L, lua_Debug *activation, char *out, size_t size);
bl_outcome bl_classify(bl_sandbox *s, int status);

// source.c
/// Why a chunk is refused before it is compiled, and the line; NULL if it is not.
const char *bl_check_source(const char *source, size_t length, int32_t *line);

// values.c
void bl_open_values(lua_State *L);
void bl_push(lua_State *L, const bl_value *value);
/// Raises the host's error in `value`.
int bl_raise_host(lua_State *L, bl_value *value);
/// The value of a userdata at `index`, checked to belong to this call.
const bl_value *bl_to_value(lua_State *L, int index);
/// Pushes the text of any value without an address in it.
void bl_push_text(lua_State *L, int index);

// crossing.c
/// Gives the value at `index` to the host, or raises why it cannot leave.
void bl_give(lua_State *L, int index, bool functions);

// environment.c
void bl_open_environment(lua_State *L);
int bl_register_entry(lua_State *L);
/// Adds functions to the table on top.
void bl_set_functions(lua_State *L, const luaL_Reg *functions);

// Libraries: each pushes a table, or fills the table on top.
void bl_add_base(lua_State *L);
void bl_open_strings(lua_State *L);
void bl_open_tables(lua_State *L);
void bl_open_numbers(lua_State *L);
void bl_open_utf8(lua_State *L);
void bl_open_coroutines(lua_State *L);

// Functions that other files list.
int bl_find(lua_State *L);
int bl_match(lua_State *L);
int bl_gmatch(lua_State *L);
int bl_gsub(lua_State *L);
int bl_format(lua_State *L);
int bl_sort(lua_State *L);
int bl_pairs(lua_State *L);
int bl_set_metatable(lua_State *L);
int bl_get_metatable(lua_State *L);
int bl_pcall(lua_State *L);
int bl_xpcall(lua_State *L);

// buffer.c: texts under construction, in memory of Lua's, which needs no finalizer and counts against the limit.
typedef struct bl_buffer {
  lua_State *L;
  char *bytes;
  size_t length, capacity;
  int slot;  ///< Where on the stack the memory is kept.
} bl_buffer;

/// Begins a text; takes one slot of the stack.
void bl_buffer_open(lua_State *L, bl_buffer *buffer, size_t capacity);
void bl_buffer_add(bl_buffer *buffer, const char *bytes, size_t length);
void bl_buffer_add_char(bl_buffer *buffer, char c);
/// Adds the string on top, and takes it off.
void bl_buffer_add_top(bl_buffer *buffer);
void bl_buffer_push(bl_buffer *buffer);

// trigonometry.c: the same bits on every machine with IEEE 754 arithmetic.
double bl_exp(double x);
double bl_log(double x);

#endif
