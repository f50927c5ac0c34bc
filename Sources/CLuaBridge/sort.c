// `table.sort` as a stable merge sort: the same result everywhere, and harmless with an order that contradicts itself.
#include "sandbox.h"

// Stack: the table, the order or nil, and the table to merge into.
enum { TABLE = 1, ORDER = 2, OTHER = 3 };

// Whether the value at `left` comes before the one at `right`, both absolute.
static bool precedes(lua_State *L, int left, int right) {
  if (lua_isnil(L, ORDER)) {
    bl_charge(L, 2);
    return lua_compare(L, left, right, LUA_OPLT);
  }
  lua_pushvalue(L, ORDER);
  lua_pushvalue(L, left);
  lua_pushvalue(L, right);
  lua_call(L, 2, 1);
  bool result = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return result;
}

static void move(lua_State *L, int from, lua_Integer index, int to, lua_Integer position) {
  lua_rawgeti(L, from, index);
  lua_rawseti(L, to, position);
}

// Merges the runs `low..<middle` and `middle..<high`, counted from 0.
static void merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle, lua_Integer high) {
  lua_Integer left = low, right = middle, at = low;
  while (left < middle && right < high) {
    lua_rawgeti(L, from, right + 1);
    lua_rawgeti(L, from, left + 1);
    int top = lua_gettop(L);
    if (precedes(L, top - 1, top)) {
      lua_pop(L, 1);
      lua_rawseti(L, to, ++at);
      right++;
    } else {
      lua_rawseti(L, to, ++at);
      lua_pop(L, 1);
      left++;
    }
  }
  while (left < middle) move(L, from, ++left, to, ++at);
  while (right < high) move(L, from, ++right, to, ++at);
}

static int64_t cost(lua_Integer count) {
  int64_t rounds = 1;
  for (lua_Integer rest = count; rest > 1; rest >>= 1) rounds++;
  return count * rounds * 3 + 8;
}

int bl_sort(lua_State *L) {
  luaL_checktype(L, TABLE, LUA_TTABLE);
  lua_Integer count = (lua_Integer)lua_rawlen(L, TABLE);
  if (!lua_isnoneornil(L, ORDER)) luaL_checktype(L, ORDER, LUA_TFUNCTION);
  lua_settop(L, 2);
  luaL_argcheck(L, count <= 1000000, TABLE, "array too big");
  bl_charge(L, cost(count));
  bl_enter(L);
  lua_createtable(L, (int)count, 0);
  int from = TABLE, to = OTHER;
  for (lua_Integer width = 1; width < count; width *= 2) {
    for (lua_Integer low = 0; low < count; low += 2 * width) {
      lua_Integer middle = low + width < count ? low + width : count;
      lua_Integer high = low + 2 * width < count ? low + 2 * width : count;
      merge(L, from, to, low, middle, high);
    }
    int other = from;
    from = to;
    to = other;
  }
  if (from != TABLE) {
    for (lua_Integer i = 1; i <= count; i++) move(L, OTHER, i, TABLE, i);
  }
  bl_leave(L);
  return 0;
}
