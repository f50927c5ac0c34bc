// `pairs` in an order that is the same on every machine: whole numbers, other numbers, texts by bytes, false, true.
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

struct key {
  int kind;  // 0 integer, 1 double, 2 string, 3 boolean.
  int position;
  union {
    lua_Integer integer;
    double number;
    struct { const char *bytes; size_t length; } string;
  };
};

static int compare_strings(const struct key *a, const struct key *b) {
  size_t shared = a->string.length < b->string.length ? a->string.length : b->string.length;
  int order = memcmp(a->string.bytes, b->string.bytes, shared);
  if (order != 0) return order;
  return a->string.length < b->string.length ? -1 : a->string.length > b->string.length;
}

static int compare(const void *left, const void *right) {
  const struct key *a = left, *b = right;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  switch (a->kind) {
    case 1: return a->number < b->number ? -1 : a->number > b->number;
    case 2: return compare_strings(a, b);
    default: return a->integer < b->integer ? -1 : a->integer > b->integer;
  }
}

// Reads the key at the top of the stack.
static struct key read_key(lua_State *L, int position) {
  struct key key = {.position = position};
  switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
      key.kind = lua_isinteger(L, -1) ? 0 : 1;
      if (key.kind == 0) {
        key.integer = lua_tointeger(L, -1);
      } else {
        key.number = lua_tonumber(L, -1);
      }
      break;
    case LUA_TSTRING:
      key.kind = 2;
      key.string.bytes = lua_tolstring(L, -1, &key.string.length);
      break;
    case LUA_TBOOLEAN:
      key.kind = 3;
      key.integer = lua_toboolean(L, -1);
      break;
    default: luaL_error(L, "keys of type %s have no order, so 'pairs' cannot visit them", luaL_typename(L, -1));
  }
  return key;
}

static lua_Integer count_entries(lua_State *L) {
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    if ((++count & 1023) == 0) bl_charge(L, 1024);
  }
  bl_charge(L, count * 8 + 8);
  return count;
}

// Pushes a list of the keys in order.
static void push_sorted_keys(lua_State *L, lua_Integer count) {
  struct key *keys = lua_newuserdatauv(L, (size_t)(count > 0 ? count : 1) * sizeof *keys, 0);
  lua_createtable(L, (int)count, 0);
  int unsorted = lua_gettop(L), read = 0;
  lua_pushnil(L);
  while (read < count && lua_next(L, 1)) {
    lua_pop(L, 1);
    keys[read] = read_key(L, read + 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, unsorted, ++read);
  }
  lua_settop(L, unsorted);
  qsort(keys, (size_t)read, sizeof *keys, compare);
  lua_createtable(L, read, 0);
  for (int i = 0; i < read; i++) {
    lua_rawgeti(L, unsorted, keys[i].position);
    lua_rawseti(L, -2, i + 1);
  }
}

// Upvalues: the table, its keys in order, how many, and the position.
static int next_of_table(lua_State *L) {
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(3)), at = lua_tointeger(L, lua_upvalueindex(4));
  while (at < count) {
    lua_rawgeti(L, lua_upvalueindex(2), ++at);
    lua_pushvalue(L, -1);
    // What was removed meanwhile is not visited.
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
      lua_pushinteger(L, at);
      lua_replace(L, lua_upvalueindex(4));
      return 2;
    }
    lua_pop(L, 2);
  }
  lua_pushinteger(L, count);
  lua_replace(L, lua_upvalueindex(4));
  return 0;
}

// Upvalues: the list or map, and the position.
static int next_of_value(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  const bl_value *value = bl_to_value(L, lua_upvalueindex(1));
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
  bl_value out;
  bl_charge(L, BL_CALLBACK_GAS);
  if (at >= s->host.count(s->host.context, value->handle)) return 0;
  if (value->kind == BL_LIST) {
    lua_pushinteger(L, at + 1);
  } else {
    if (!s->host.key(s->host.context, value->handle, at, &out)) return bl_raise_host(L, &out);
    bl_push(L, &out);
  }
  if (!s->host.element(s->host.context, value->handle, at, &out)) return bl_raise_host(L, &out);
  bl_push(L, &out);
  lua_pushinteger(L, at + 1);
  lua_replace(L, lua_upvalueindex(2));
  return 2;
}

int bl_pairs(lua_State *L) {
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TUSERDATA) {
    int32_t kind = bl_to_value(L, 1)->kind;
    luaL_argcheck(L, kind == BL_LIST || kind == BL_MAP, 1, "a list or a map expected");
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_of_value, 2);
    return 1;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer count = count_entries(L);
  push_sorted_keys(L, count);
  lua_pushvalue(L, 1);
  lua_insert(L, -2);
  lua_pushinteger(L, count);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, next_of_table, 4);
  return 1;
}
