// Metatables: what a script sets is a copy with the allowed metamethods, made when it is set. Finalizers, weak tables and
// closing methods never reach the machine, also not by adding them to a table later.
#include "sandbox.h"

static const char *const allowed[] = {
    "__index", "__newindex", "__call", "__tostring", "__eq", "__lt", "__le", "__add", "__sub", "__mul", "__div", "__mod",
    "__unm", "__idiv", "__concat", "__len", "__band", "__bor", "__bxor", "__shl", "__shr", "__bnot", NULL};
static const char *const refused[] = {"__gc", "__mode", "__close", "__pairs", NULL};

// The key under which the copy knows the table that the script set.
static char ORIGINAL;

// Pushes the metatable of the table at `index` as the script set it, or nil.
static void push_original(lua_State *L, int index) {
  if (lua_getmetatable(L, index)) {
    lua_rawgetp(L, -1, &ORIGINAL);
    lua_remove(L, -2);
  } else {
    lua_pushnil(L);
  }
}

// Pushes `__metatable` of the table on top, or nil.
static void push_protection(lua_State *L) {
  if (lua_istable(L, -1)) {
    lua_pushliteral(L, "__metatable");
    lua_rawget(L, -2);
  } else {
    lua_pushnil(L);
  }
}

static void copy_metamethods(lua_State *L, int from) {
  for (int i = 0; allowed[i] != NULL; i++) {
    lua_pushstring(L, allowed[i]);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, from) == LUA_TNIL) {
      lua_pop(L, 2);
    } else {
      lua_rawset(L, -3);
    }
  }
}

int bl_set_metatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  int type = lua_type(L, 2);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  lua_settop(L, 2);
  bl_charge(L, 60);
  push_original(L, 1);
  push_protection(L);
  if (!lua_isnil(L, -1)) return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  if (type == LUA_TNIL) {
    lua_setmetatable(L, 1);
    return 1;
  }
  for (int i = 0; refused[i] != NULL; i++) {
    lua_pushstring(L, refused[i]);
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "the metamethod '%s' is not available", refused[i]);
    lua_pop(L, 1);
  }
  lua_newtable(L);
  copy_metamethods(L, 2);
  lua_pushvalue(L, 2);
  lua_rawsetp(L, -2, &ORIGINAL);
  lua_setmetatable(L, 1);
  lua_settop(L, 1);
  return 1;
}

int bl_get_metatable(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) != LUA_TTABLE) {
    lua_pushnil(L);
    return 1;
  }
  push_original(L, 1);
  push_protection(L);
  if (lua_isnil(L, -1)) lua_pop(L, 1);
  return 1;
}
