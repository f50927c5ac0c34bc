// Basic functions: protected calls that cannot swallow a limit, and texts without addresses.
#include "sandbox.h"

// The status of a protected call: its results with `true`, or `false` and the error. `nesting` is what it was before.
static int finish_pcall(lua_State *L, int status, lua_KContext nesting) {
  bl_sandbox *s = bl_of(L);
  if (s->death != BL_OK) return bl_raise_death(L);
  s->nesting = (int32_t)nesting;
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L);
  bl_charge(L, BL_ERROR_GAS);
  lua_pushboolean(L, false);
  lua_pushvalue(L, -2);
  return 2;
}

int bl_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  bl_charge(L, 50);
  lua_KContext nesting = bl_of(L)->nesting;
  bl_enter(L);
  lua_pushboolean(L, true);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, nesting, finish_pcall);
  return finish_pcall(L, status, nesting);
}

// The handler runs after unwinding, where hooks are on again. The stack holds it first, then `true`.
static int finish_xpcall(lua_State *L, int status, lua_KContext nesting) {
  bl_sandbox *s = bl_of(L);
  if (s->death != BL_OK) return bl_raise_death(L);
  s->nesting = (int32_t)nesting;
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - 1;
  bl_charge(L, BL_ERROR_GAS);
  lua_pushvalue(L, 1);
  lua_insert(L, -2);
  bl_enter(L);
  lua_pcall(L, 1, 1, 0);  // An error of the handler takes the place of the error.
  if (s->death != BL_OK) return bl_raise_death(L);
  s->nesting = (int32_t)nesting;
  lua_pushboolean(L, false);
  lua_insert(L, -2);
  return 2;
}

int bl_xpcall(lua_State *L) {
  int count = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  bl_charge(L, 50);
  lua_KContext nesting = bl_of(L)->nesting;
  bl_enter(L);
  lua_pushvalue(L, 2);
  lua_insert(L, 1);
  lua_remove(L, 3);
  lua_pushboolean(L, true);
  lua_insert(L, 2);
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 0, nesting, finish_xpcall);
  return finish_xpcall(L, status, nesting);
}

static int to_string(lua_State *L) {
  luaL_checkany(L, 1);
  bl_charge(L, 4);
  bl_push_text(L, 1);
  return 1;
}

static int select_charged(lua_State *L) {
  bl_charge(L, lua_gettop(L));
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int to_number(lua_State *L) {
  bl_charge(L, lua_type(L, 1) == LUA_TSTRING ? (int64_t)lua_rawlen(L, 1) / 8 + 4 : 4);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// Finer than `type`: the kinds of values that a host knows.
static int kind(lua_State *L) {
  static const char *const words[] = {"nil",   "null",      "bool",     "int",  "double", "string", "decimal",
                                      "money", "timestamp", "duration", "list", "map",    "value",  "error"};
  luaL_checkany(L, 1);
  switch (lua_type(L, 1)) {
    case LUA_TLIGHTUSERDATA: lua_pushliteral(L, "null"); break;
    case LUA_TBOOLEAN: lua_pushliteral(L, "bool"); break;
    case LUA_TNUMBER: lua_pushstring(L, lua_isinteger(L, 1) ? "int" : "double"); break;
    case LUA_TUSERDATA: lua_pushstring(L, words[((const bl_value *)lua_touserdata(L, 1))->kind]); break;
    default: lua_pushstring(L, luaL_typename(L, 1));
  }
  return 1;
}

static void wrap(lua_State *L, int from, const char *name, lua_CFunction wrapper) {
  lua_getfield(L, from, name);
  lua_pushcclosure(L, wrapper, 1);
  lua_setfield(L, -2, name);
}

// Lua's own functions whose cost does not depend on their arguments are taken as they are.
void bl_add_base(lua_State *L) {
  static const char *const taken[] = {"assert", "error", "ipairs", "type", "rawequal", "rawlen", NULL};
  static const luaL_Reg own[] = {{"tostring", to_string}, {"kind", kind}, {"pcall", bl_pcall},
                                 {"xpcall", bl_xpcall},   {"pairs", bl_pairs}, {"setmetatable", bl_set_metatable},
                                 {"getmetatable", bl_get_metatable}, {NULL, NULL}};
  luaL_requiref(L, "_G", luaopen_base, 0);
  int base = lua_gettop(L);
  lua_pushvalue(L, base - 1);
  for (int i = 0; taken[i] != NULL; i++) {
    lua_getfield(L, base, taken[i]);
    lua_setfield(L, -2, taken[i]);
  }
  wrap(L, base, "select", select_charged);
  wrap(L, base, "tonumber", to_number);
  bl_set_functions(L, own);
  lua_settop(L, base - 1);
}
