// The table library: raw access and raw lengths only, so that no metamethod can make an operation endless.
#include "sandbox.h"

// Values unpacked at once.
enum { MAX_UNPACKED = 1000 };

static lua_Integer raw_length(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return (lua_Integer)lua_rawlen(L, 1);
}

static int insert(lua_State *L) {
  lua_Integer end = raw_length(L) + 1, position = end;
  int count = lua_gettop(L);
  if (count != 2 && count != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
  if (count == 3) {
    position = luaL_checkinteger(L, 2);
    luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
    bl_charge(L, end - position + 4);
    for (lua_Integer i = end; i > position; i--) {
      lua_rawgeti(L, 1, i - 1);
      lua_rawseti(L, 1, i);
    }
  }
  lua_rawseti(L, 1, position);
  return 0;
}

static int remove_element(lua_State *L) {
  lua_Integer size = raw_length(L), position = luaL_optinteger(L, 2, size);
  if (lua_gettop(L) > 1) {
    luaL_argcheck(L, position == size + 1 || (position >= 1 && position <= size) || (size == 0 && position == 0), 2,
                  "position out of bounds");
  }
  if (size > position) bl_charge(L, size - position + 4);
  lua_rawgeti(L, 1, position);
  for (; position < size; position++) {
    lua_rawgeti(L, 1, position + 1);
    lua_rawseti(L, 1, position);
  }
  lua_pushnil(L);
  lua_rawseti(L, 1, position);
  return 1;
}

static int concat(lua_State *L) {
  lua_Integer size = raw_length(L);
  size_t count;
  const char *separator = luaL_optlstring(L, 2, "", &count);
  lua_Integer first = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, size);
  if (first > last) {
    lua_pushliteral(L, "");
    return 1;
  }
  lua_settop(L, 2);
  bl_buffer buffer;
  bl_buffer_open(L, &buffer, 0);
  for (lua_Integer i = first;; i++) {
    bl_charge(L, 4);
    int type = lua_rawgeti(L, 1, i);
    if (type == LUA_TUSERDATA) {
      bl_push_text(L, -1);
      lua_remove(L, -2);
    } else if (type != LUA_TSTRING && type != LUA_TNUMBER) {
      return luaL_error(L, "a %s at index %I cannot be part of a text", luaL_typename(L, -1), (LUAI_UACINT)i);
    }
    bl_buffer_add_top(&buffer);
    // Compared before it is counted up: the last index may be the largest number there is.
    if (i == last) break;
    bl_buffer_add(&buffer, separator, count);
  }
  bl_charge(L, (int64_t)(buffer.length / 16));
  bl_buffer_push(&buffer);
  return 1;
}

static int unpack(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = lua_isnoneornil(L, 3) ? (lua_Integer)lua_rawlen(L, 1) : luaL_checkinteger(L, 3);
  if (first > last) return 0;
  if ((lua_Unsigned)last - (lua_Unsigned)first >= MAX_UNPACKED) return luaL_error(L, "too many results to unpack");
  int count = (int)(last - first + 1);
  bl_charge(L, count);
  luaL_checkstack(L, count, "too many results to unpack");
  for (; first < last; first++) lua_rawgeti(L, 1, first);
  lua_rawgeti(L, 1, last);
  return count;
}

static int pack(lua_State *L) {
  int count = lua_gettop(L);
  bl_charge(L, count);
  lua_createtable(L, count, 1);
  lua_insert(L, 1);
  for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
  lua_pushinteger(L, count);
  lua_setfield(L, 1, "n");
  return 1;
}

void bl_open_tables(lua_State *L) {
  static const luaL_Reg functions[] = {{"insert", insert}, {"remove", remove_element}, {"concat", concat},
                                       {"unpack", unpack}, {"pack", pack}, {"sort", bl_sort}, {NULL, NULL}};
  lua_newtable(L);
  bl_set_functions(L, functions);
}
