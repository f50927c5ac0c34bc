// The utf8 library: Lua's own functions behind charges and limits.
#include "sandbox.h"

// More would make Lua use a buffer with a finalizer.
enum { MAX_CHARACTERS = 128 };

static int charged(lua_State *L) {
  int64_t gas = 4 + lua_gettop(L);
  if (lua_type(L, 1) == LUA_TSTRING) gas += (int64_t)(lua_rawlen(L, 1) / 8);
  bl_charge(L, gas);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int character(lua_State *L) {
  luaL_argcheck(L, lua_gettop(L) <= MAX_CHARACTERS, MAX_CHARACTERS + 1, "more than 128 characters at once");
  return charged(L);
}

// One step may skip over a whole text.
static int step(lua_State *L) {
  bl_charge(L, 4 + (lua_type(L, 1) == LUA_TSTRING ? (int64_t)(lua_rawlen(L, 1) / 2048) : 0));
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int codes(lua_State *L) {
  int count = charged(L);
  // The iterator is the first of the results.
  lua_pushvalue(L, -count);
  lua_pushcclosure(L, step, 1);
  lua_replace(L, -count - 1);
  return count;
}

void bl_open_utf8(lua_State *L) {
  static const luaL_Reg wrapped[] = {{"char", character}, {"codes", codes}, {"len", charged}, {"codepoint", charged},
                                     {"offset", charged}, {NULL, NULL}};
  luaL_requiref(L, "utf8", luaopen_utf8, 0);
  lua_newtable(L);
  for (const luaL_Reg *entry = wrapped; entry->name != NULL; entry++) {
    lua_getfield(L, -2, entry->name);
    lua_pushcclosure(L, entry->func, 1);
    lua_setfield(L, -2, entry->name);
  }
  lua_getfield(L, -2, "charpattern");
  lua_setfield(L, -2, "charpattern");
  lua_remove(L, -2);
}
