// Coroutines, where they are allowed: they share the sandbox's gas, and a limit passes through `resume` like through
// `pcall`. There is no `close`.
#include "sandbox.h"

static int create(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  // A new thread begins to count its instructions anew.
  bl_charge(L, BL_QUANTUM + 100);
  lua_State *thread = lua_newthread(L);
  lua_sethook(thread, bl_hook, LUA_MASKCOUNT, BL_QUANTUM);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
  return 1;
}

static lua_State *thread_at(lua_State *L, int index) {
  lua_State *thread = lua_tothread(L, index);
  luaL_argexpected(L, thread != NULL, index, "coroutine");
  return thread;
}

// Runs a thread with the top `count` values; pushes its results and returns how many, or pushes its error and returns -1.
static int resume_thread(lua_State *L, lua_State *thread, int count) {
  bl_sandbox *s = bl_of(L);
  int32_t nesting = s->nesting;
  bl_charge(L, 100);
  bl_enter(L);
  if (!lua_checkstack(thread, count)) return luaL_error(L, "too many arguments to resume");
  if (lua_status(thread) == LUA_OK && lua_gettop(thread) == 0) {
    lua_pop(L, count);
    s->nesting = nesting;
    lua_pushliteral(L, "cannot resume dead coroutine");
    return -1;
  }
  lua_xmove(L, thread, count);
  int results = 0;
  s->running = thread;
  int status = lua_resume(thread, L, count, &results);
  s->running = L;
  s->nesting = nesting;
  if (s->death != BL_OK) return bl_raise_death(L);
  if (status != LUA_OK && status != LUA_YIELD) {
    bl_charge(L, BL_ERROR_GAS);
    lua_xmove(thread, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) return luaL_error(L, "too many results to resume");
  lua_xmove(thread, L, results);
  return results;
}

static int resume(lua_State *L) {
  int results = resume_thread(L, thread_at(L, 1), lua_gettop(L) - 1);
  bool is_sound = results >= 0;
  if (!is_sound) results = 1;
  lua_pushboolean(L, is_sound);
  lua_insert(L, -results - 1);
  return results + 1;
}

static int resume_wrapped(lua_State *L) {
  int results = resume_thread(L, lua_tothread(L, lua_upvalueindex(1)), lua_gettop(L));
  return results < 0 ? lua_error(L) : results;
}

static int wrap(lua_State *L) {
  create(L);
  lua_pushcclosure(L, resume_wrapped, 1);
  return 1;
}

static int yield(lua_State *L) { return lua_yield(L, lua_gettop(L)); }

static int status(lua_State *L) {
  lua_State *thread = thread_at(L, 1);
  lua_Debug activation;
  if (thread == L) {
    lua_pushliteral(L, "running");
  } else if (lua_status(thread) == LUA_YIELD) {
    lua_pushliteral(L, "suspended");
  } else if (lua_status(thread) != LUA_OK) {
    lua_pushliteral(L, "dead");
  } else if (lua_getstack(thread, 0, &activation)) {
    lua_pushliteral(L, "normal");
  } else {
    lua_pushstring(L, lua_gettop(thread) == 0 ? "dead" : "suspended");
  }
  return 1;
}

void bl_open_coroutines(lua_State *L) {
  static const luaL_Reg functions[] = {{"create", create}, {"resume", resume}, {"wrap", wrap}, {"yield", yield},
                                       {"status", status}, {NULL, NULL}};
  lua_newtable(L);
  bl_set_functions(L, functions);
}
