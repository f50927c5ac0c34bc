// What a script can name: nothing but what is listed here and what the host registers.
#include "sandbox.h"

#include <string.h>

void bl_set_functions(lua_State *L, const luaL_Reg *functions) { luaL_setfuncs(L, functions, 0); }

// Upvalue 1: the globals. Scripts see an empty table before them, so that every write comes here.
static int set_global(lua_State *L) {
  if (bl_of(L)->is_sealed) {
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    return luaL_error(L, "the global '%s' cannot be set: calls keep nothing for one another", name);
  }
  lua_settop(L, 3);
  lua_rawset(L, lua_upvalueindex(1));
  return 0;
}

// Replaces the registry's globals by a table that reads from the one on top, which is taken off.
static void install_globals(lua_State *L) {
  int globals = lua_gettop(L);
  lua_newtable(L);
  lua_newtable(L);
  lua_pushvalue(L, globals);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, globals);
  lua_pushcclosure(L, set_global, 1);
  lua_setfield(L, -2, "__newindex");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_setfield(L, globals, "_G");
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_setfield(L, LUA_REGISTRYINDEX, "globals");
}

// Methods of texts come from a library of their own, which a script cannot reach to change.
static void set_string_metatable(lua_State *L) {
  lua_pushliteral(L, "");
  lua_newtable(L);
  bl_open_strings(L);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

static void add_library(lua_State *L, const char *name, void (*open)(lua_State *)) {
  open(L);
  lua_setfield(L, -2, name);
}

// Messages that Lua makes when there may be no memory left to make them.
static void anchor_messages(lua_State *L) {
  static const char *const messages[] = {"error in error handling", "C stack overflow", "stack overflow"};
  for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
    lua_pushstring(L, messages[i]);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &messages[i]);
  }
}

void bl_open_environment(lua_State *L) {
  bl_open_values(L);
  lua_newtable(L);
  bl_add_base(L);
  add_library(L, "string", bl_open_strings);
  add_library(L, "table", bl_open_tables);
  add_library(L, "math", bl_open_numbers);
  add_library(L, "utf8", bl_open_utf8);
  if (bl_of(L)->limits.coroutines) add_library(L, "coroutine", bl_open_coroutines);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  lua_pushliteral(L, "Lua 5.4");
  lua_setfield(L, -2, "_VERSION");
  install_globals(L);
  set_string_metatable(L);
  anchor_messages(L);
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

// Upvalues: the host's number of the function, and whether its arguments arrive as text.
static int call_host(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  int count = lua_gettop(L);
  bl_charge(L, 5 * BL_CALLBACK_GAS);
  if (lua_toboolean(L, lua_upvalueindex(2))) {
    for (int i = 1; i <= count; i++) {
      bl_push_text(L, i);
      lua_replace(L, i);
    }
  }
  // From here on no code of the script runs, so the host's list of arguments is this call's alone.
  s->host.begin(s->host.context);
  for (int i = 1; i <= count; i++) bl_give(L, i, !s->is_sealed);
  bl_value out;
  if (!s->host.invoke(s->host.context, (int32_t)lua_tointeger(L, lua_upvalueindex(1)), &out)) {
    return bl_raise_host(L, &out);
  }
  bl_push(L, &out);
  return 1;
}

// Replaces the table on top by its table called `name`, made if there is none.
static void enter_table(lua_State *L, const char *name, size_t length) {
  lua_pushlstring(L, name, length);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, -3) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  lua_insert(L, -3);
  lua_pop(L, 2);
}

// Arguments: the path, the host's number, and whether arguments arrive as text.
int bl_register_entry(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_pushcclosure(L, call_host, 2);
  lua_getfield(L, LUA_REGISTRYINDEX, *path == ':' ? "methods" : "globals");
  if (*path == ':') path++;
  for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1) enter_table(L, path, (size_t)(dot - path));
  lua_pushvalue(L, 4);
  lua_setfield(L, -2, path);
  return 0;
}
