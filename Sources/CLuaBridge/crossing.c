// Values on their way out: raw access only, so that no code of the script runs; bounded in depth, number and size.
#include "sandbox.h"

#include <math.h>
#include <string.h>

struct crossing {
  lua_State *L;
  bl_sandbox *s;
  int32_t nodes;
  size_t bytes;
  bool functions;
};

static void give(struct crossing *c, int index, int32_t depth);

static void put(struct crossing *c, bl_value value) { c->s->host.put(c->s->host.context, &value); }

static bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }

// The length of the UTF-8 sequence at `p`; 0 if there is none.
static size_t sequence(const unsigned char *p, size_t left) {
  if (p[0] < 0x80) return 1;
  if (p[0] >= 0xC2 && p[0] < 0xE0) return left >= 2 && is_tail(p[1]) ? 2 : 0;
  if (left < 3 || !is_tail(p[1]) || !is_tail(p[2])) return 0;
  if ((p[0] & 0xF0) == 0xE0) {
    bool is_overlong = p[0] == 0xE0 && p[1] < 0xA0, is_surrogate = p[0] == 0xED && p[1] >= 0xA0;
    return is_overlong || is_surrogate ? 0 : 3;
  }
  if (p[0] < 0xF0 || p[0] > 0xF4 || left < 4 || !is_tail(p[3])) return 0;
  return (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] >= 0x90) ? 0 : 4;
}

static bool is_utf8(const char *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    size_t count = sequence((const unsigned char *)bytes + at, length - at);
    if (count == 0) return false;
    at += count;
  }
  return true;
}

static void give_string(struct crossing *c, int index) {
  bl_value value = {.kind = BL_STRING};
  value.string.bytes = lua_tolstring(c->L, index, &value.string.length);
  bl_charge(c->L, (int64_t)(value.string.length / 8) + 1);
  // One text may stand in a result many times, and is copied each time.
  c->bytes += value.string.length;
  if (c->bytes > c->s->limits.memory) luaL_error(c->L, "the texts of a result are too long");
  if (!is_utf8(value.string.bytes, value.string.length)) luaL_error(c->L, "a text that is not UTF-8 cannot be a result");
  put(c, value);
}

static void give_number(struct crossing *c, int index) {
  if (lua_isinteger(c->L, index)) {
    put(c, (bl_value){.kind = BL_INTEGER, .integer = lua_tointeger(c->L, index)});
    return;
  }
  double number = lua_tonumber(c->L, index);
  if (!isfinite(number)) luaL_error(c->L, "a number that is not finite cannot be a result");
  put(c, (bl_value){.kind = BL_DOUBLE, .number = number});
}

static void give_function(struct crossing *c, int index) {
  if (!c->functions) luaL_error(c->L, "a function cannot be a result");
  lua_pushvalue(c->L, index);
  put(c, (bl_value){.kind = BL_FUNCTION, .handle = luaL_ref(c->L, LUA_REGISTRYINDEX)});
}

static void give_list(struct crossing *c, int index, lua_Integer count, int32_t depth) {
  c->s->host.open(c->s->host.context, true, count);
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_rawgeti(c->L, index, i) == LUA_TNIL) luaL_error(c->L, "a list with holes cannot be a result");
    give(c, lua_gettop(c->L), depth + 1);
    lua_pop(c->L, 1);
  }
  c->s->host.close(c->s->host.context);
}

static void give_map(struct crossing *c, int index, int32_t depth) {
  c->s->host.open(c->s->host.context, false, 0);
  lua_pushnil(c->L);
  while (lua_next(c->L, index)) {
    int value = lua_gettop(c->L);
    give_string(c, value - 1);
    give(c, value, depth + 1);
    lua_pop(c->L, 1);
  }
  c->s->host.close(c->s->host.context);
}

// Counts the entries, and sees that all keys are of one sort.
static lua_Integer entries(struct crossing *c, int index, bool *has_names) {
  lua_State *L = c->L;
  lua_Integer count = 0, names = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    count++;
    if (lua_type(L, -1) == LUA_TSTRING) {
      names++;
    } else if (!lua_isinteger(L, -1)) {
      luaL_error(L, "a key of type %s cannot be in a result", luaL_typename(L, -1));
    }
    if (count > c->s->limits.nodes) luaL_error(L, "a result of more than %d values", (int)c->s->limits.nodes);
  }
  if (names != 0 && names != count) luaL_error(L, "a table with both names and numbers as keys cannot be a result");
  *has_names = names != 0;
  return count;
}

static void give_table(struct crossing *c, int index, int32_t depth) {
  if (depth >= c->s->limits.depth) luaL_error(c->L, "a result nested deeper than %d", (int)c->s->limits.depth);
  luaL_checkstack(c->L, 6, "a result nested too deeply");
  bool has_names;
  lua_Integer count = entries(c, index, &has_names);
  bl_charge(c->L, count * 4 + 4);
  if (has_names) {
    give_map(c, index, depth);
  } else {
    give_list(c, index, count, depth);
  }
}

static void give(struct crossing *c, int index, int32_t depth) {
  lua_State *L = c->L;
  if (++c->nodes > c->s->limits.nodes) luaL_error(L, "a result of more than %d values", (int)c->s->limits.nodes);
  switch (lua_type(L, index)) {
    case LUA_TNIL: put(c, (bl_value){.kind = BL_NIL}); break;
    case LUA_TBOOLEAN: put(c, (bl_value){.kind = BL_BOOLEAN, .boolean = lua_toboolean(L, index)}); break;
    case LUA_TNUMBER: give_number(c, index); break;
    case LUA_TSTRING: give_string(c, index); break;
    case LUA_TLIGHTUSERDATA: put(c, (bl_value){.kind = BL_NULL}); break;
    case LUA_TUSERDATA: put(c, *bl_to_value(L, index)); break;
    case LUA_TFUNCTION: give_function(c, index); break;
    case LUA_TTABLE: give_table(c, index, depth); break;
    default: luaL_error(L, "a %s cannot be a result", luaL_typename(L, index));
  }
}

void bl_give(lua_State *L, int index, bool functions) {
  struct crossing c = {.L = L, .s = bl_of(L), .nodes = 0, .bytes = 0, .functions = functions};
  give(&c, lua_absindex(L, index), 0);
}
