#include "LuaFloor.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>

struct floor_state {
  lua_State *L;
  int function, rule;
  int64_t asked;
};

static void hook(lua_State *L, lua_Debug *activation) {
  (void)L;
  (void)activation;
}

static int act(lua_State *L) {
  floor_state *floor = *(floor_state **)lua_getextraspace(L);
  luaL_checkstring(L, 1);
  lua_pushnil(L);
  while (lua_next(L, 2)) {
    floor->asked++;
    lua_pop(L, 1);
  }
  return 0;
}

static int compile(lua_State *L, const char *source) {
  if (luaL_loadstring(L, source) != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK) abort();
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

floor_state *floor_open(void) {
  floor_state *floor = calloc(1, sizeof *floor);
  floor->L = luaL_newstate();
  *(floor_state **)lua_getextraspace(floor->L) = floor;
  lua_createtable(floor->L, 0, 1);
  lua_pushcfunction(floor->L, act);
  lua_setfield(floor->L, -2, "act");
  lua_setglobal(floor->L, "ctx");
  floor->function = compile(floor->L, "return function(a, b, c, d) return a + b * c - d end");
  floor->rule = compile(floor->L,
                        "local ctx = ctx return function(event, customer)\n"
                        "  if event.amount > 5 and event.kind == 'video' then\n"
                        "    ctx.act('charge', { to = customer.id, amount = event.amount * event.factor })\n"
                        "  end\n"
                        "end");
  return floor;
}

void floor_close(floor_state *floor) {
  lua_close(floor->L);
  free(floor);
}

double floor_function(floor_state *floor, double a, double b, double c, double d) {
  lua_State *L = floor->L;
  lua_sethook(L, hook, LUA_MASKCOUNT, 100);
  lua_rawgeti(L, LUA_REGISTRYINDEX, floor->function);
  lua_pushnumber(L, a);
  lua_pushnumber(L, b);
  lua_pushnumber(L, c);
  lua_pushnumber(L, d);
  if (lua_pcall(L, 4, 1, 0) != LUA_OK) abort();
  double result = lua_tonumber(L, -1);
  lua_settop(L, 0);
  lua_sethook(L, NULL, 0, 0);
  return result;
}

static void set_text(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, int64_t value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, key);
}

int64_t floor_rule(floor_state *floor, int64_t amount, int64_t factor) {
  lua_State *L = floor->L;
  lua_sethook(L, hook, LUA_MASKCOUNT, 100);
  lua_rawgeti(L, LUA_REGISTRYINDEX, floor->rule);
  lua_createtable(L, 0, 3);
  set_number(L, "amount", amount);
  set_text(L, "kind", "video");
  set_number(L, "factor", factor);
  lua_createtable(L, 0, 1);
  set_text(L, "id", "c1");
  if (lua_pcall(L, 2, 0, 0) != LUA_OK) abort();
  lua_settop(L, 0);
  lua_sethook(L, NULL, 0, 0);
  return floor->asked;
}
