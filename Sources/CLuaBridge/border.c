// The border itself: every call of Lua that can raise is made inside one of the protected functions of this file.
#include "CLuaBridge.h"
#include "sandbox.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Slots of the stack that a call needs before Lua makes room itself.
enum { STACK_RESERVE = 20 };

static int open_protected(lua_State *L) {
  bl_open_environment(L);
  return 0;
}

bl_sandbox *bl_open(const bl_limits *limits, const bl_host *host) {
  bl_sandbox *s = calloc(1, sizeof *s);
  if (s == NULL) return NULL;
  s->limits = *limits;
  s->host = *host;
  s->state = lua_newstate(bl_allocate, s);
  if (s->state == NULL) {
    free(s);
    return NULL;
  }
  *(bl_sandbox **)lua_getextraspace(s->state) = s;
  lua_pushcfunction(s->state, open_protected);
  if (lua_pcall(s->state, 0, 0, 0) != LUA_OK || !lua_checkstack(s->state, STACK_RESERVE)) {
    bl_close(s);
    return NULL;
  }
  return s;
}

void bl_close(bl_sandbox *sandbox) {
  if (sandbox == NULL) return;
  lua_close(sandbox->state);
  free(sandbox);
}

// Runs `function` with one pointer under the limits of a call.
static bl_outcome protect(bl_sandbox *s, lua_CFunction function, void *argument) {
  lua_State *L = s->state;
  // A callback that calls the sandbox which called it would work on a stack that is in use.
  if (s->armed) abort();
  bl_arm(s);
  lua_pushcfunction(L, bl_message_handler);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 1, 0, 1);
  bl_outcome outcome = bl_classify(s, status);
  bl_disarm(s);
  lua_settop(L, 0);
  return outcome;
}

struct registration {
  const char *path;
  int32_t id;
  bool texts;
};

static int register_protected(lua_State *L) {
  const struct registration *entry = lua_touserdata(L, 1);
  lua_pushstring(L, entry->path);
  lua_pushinteger(L, entry->id);
  lua_pushboolean(L, entry->texts);
  lua_pushcfunction(L, bl_register_entry);
  lua_insert(L, 2);
  lua_call(L, 3, 0);
  return 0;
}

bl_outcome bl_register(bl_sandbox *sandbox, const char *path, int32_t id, bool texts) {
  struct registration entry = {path, id, texts};
  return protect(sandbox, register_protected, &entry);
}

struct chunk {
  const char *source;
  size_t length;
  const char *name;
  int32_t reference;
};

static int compile_protected(lua_State *L) {
  struct chunk *chunk = lua_touserdata(L, 1);
  // Instructions are not counted here: the charge stands for them.
  bl_charge(L, (int64_t)chunk->length);
  bl_of(L)->load_status = luaL_loadbufferx(L, chunk->source, chunk->length, chunk->name, "t");
  if (bl_of(L)->load_status != LUA_OK) return lua_error(L);
  chunk->reference = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

static bl_outcome refuse_source(bl_sandbox *s, const char *message, const char *chunk, int32_t line) {
  size_t length = strlen(message);
  memset(&s->failure, 0, sizeof s->failure);
  memcpy(s->failure.message, message, length < BL_MAX_MESSAGE ? length : BL_MAX_MESSAGE);
  s->failure.message_length = (int32_t)length;
  bl_place *place = &s->failure.places[0];
  strncpy(place->chunk, *chunk == '=' || *chunk == '@' ? chunk + 1 : chunk, sizeof place->chunk - 1);
  place->line = line;
  s->failure.place_count = 1;
  return BL_FAILED_SOURCE;
}

bl_outcome bl_compile(bl_sandbox *sandbox, const char *source, size_t length, const char *name, int32_t *reference) {
  int32_t line = 1;
  if (length > sandbox->limits.source) return refuse_source(sandbox, "the chunk is too long", name, line);
  const char *reason = bl_check_source(source, length, &line);
  if (reason != NULL) return refuse_source(sandbox, reason, name, line);
  struct chunk chunk = {source, length, name, LUA_NOREF};
  bl_outcome outcome = protect(sandbox, compile_protected, &chunk);
  *reference = chunk.reference;
  return outcome;
}

struct call {
  int32_t reference, count;
  const bl_value *arguments;
  bool functions;
  bl_value *result;
};

// Takes a result that is one number or flag, or nothing; most are.
static bool take_plain(lua_State *L, int index, bl_value *result) {
  switch (lua_type(L, index)) {
    case LUA_TNIL: result->kind = BL_NIL; return true;
    case LUA_TBOOLEAN:
      result->kind = BL_BOOLEAN;
      result->boolean = lua_toboolean(L, index);
      return true;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        result->kind = BL_INTEGER;
        result->integer = lua_tointeger(L, index);
        return true;
      }
      result->kind = BL_DOUBLE;
      result->number = lua_tonumber(L, index);
      return isfinite(result->number);
    default: return false;
  }
}

static int call_protected(lua_State *L) {
  const struct call *call = lua_touserdata(L, 1);
  bl_sandbox *s = bl_of(L);
  luaL_checkstack(L, call->count + 2, "too many arguments");
  lua_rawgeti(L, LUA_REGISTRYINDEX, call->reference);
  for (int32_t i = 0; i < call->count; i++) {
    if (call->arguments != NULL) {
      bl_push(L, &call->arguments[i]);
      continue;
    }
    bl_value value;
    if (!s->host.argument(s->host.context, i, &value)) return bl_raise_host(L, &value);
    bl_push(L, &value);
  }
  lua_call(L, call->count, 1);
  if (take_plain(L, 2, call->result)) return 0;
  call->result->kind = BL_GIVEN;
  s->crossing = true;
  s->host.begin(s->host.context);
  bl_give(L, 2, call->functions);
  return 0;
}

bl_outcome bl_call(
    bl_sandbox *sandbox, int32_t reference, int32_t count, const bl_value *arguments, bool functions,
    bl_value *result) {
  struct call call = {reference, count, arguments, functions, result};
  return protect(sandbox, call_protected, &call);
}

static int release_protected(lua_State *L) {
  const int32_t *reference = lua_touserdata(L, 1);
  luaL_unref(L, LUA_REGISTRYINDEX, *reference);
  return 0;
}

// Outside the limits of a call, so that what is known of the last one stays.
void bl_release(bl_sandbox *sandbox, int32_t reference) {
  lua_pushcfunction(sandbox->state, release_protected);
  lua_pushlightuserdata(sandbox->state, &reference);
  lua_pcall(sandbox->state, 1, 0, 0);
  lua_settop(sandbox->state, 0);
}

void bl_seal(bl_sandbox *sandbox) { sandbox->is_sealed = true; }

void bl_set_limits(bl_sandbox *sandbox, const bl_limits *limits) { sandbox->limits = *limits; }

const bl_failure *bl_last_failure(const bl_sandbox *sandbox) { return &sandbox->failure; }

bl_usage bl_last_usage(const bl_sandbox *sandbox) {
  return (bl_usage){
      .gas = sandbox->limits.gas - sandbox->gas,
      .memory = sandbox->memory,
      .peak = sandbox->peak,
      .refusals = sandbox->refusals,
  };
}

void bl_collect(bl_sandbox *sandbox) { lua_gc(sandbox->state, LUA_GCCOLLECT); }

void bl_refuse_allocations(bl_sandbox *sandbox, uint64_t first, bool all) {
  sandbox->refuse_first = first;
  sandbox->refuse_all = all;
  sandbox->allocations = 0;
}
