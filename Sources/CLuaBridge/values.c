// Values of the host inside Lua. Exact numbers and times carry their own bytes; lists, maps and errors carry a handle,
// and each field is asked for when a script reads it. No userdata has a finalizer.
#include "sandbox.h"

#include <string.h>

// Addresses of these are keys of the registry.
static char EXACT, LIST, MAP, OPAQUE, ERROR;

static const void *metatable_key(int32_t kind) {
  switch (kind) {
    case BL_LIST: return &LIST;
    case BL_MAP: return &MAP;
    case BL_OPAQUE: return &OPAQUE;
    case BL_ERROR: return &ERROR;
    default: return &EXACT;
  }
}

static bool has_handle(int32_t kind) { return kind >= BL_LIST && kind <= BL_ERROR; }

static void push_box(lua_State *L, const bl_value *value) {
  bl_value *box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = *value;
  if (has_handle(value->kind)) {
    box->epoch = bl_of(L)->epoch;
    bl_charge(L, BL_CALLBACK_GAS);
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, metatable_key(value->kind));
  lua_setmetatable(L, -2);
}

void bl_push(lua_State *L, const bl_value *value) {
  switch (value->kind) {
    case BL_NIL: lua_pushnil(L); break;
    case BL_NULL: lua_pushlightuserdata(L, NULL); break;
    case BL_BOOLEAN: lua_pushboolean(L, value->boolean); break;
    case BL_INTEGER: lua_pushinteger(L, value->integer); break;
    case BL_DOUBLE: lua_pushnumber(L, value->number); break;
    case BL_STRING: lua_pushlstring(L, value->string.bytes, value->string.length); break;
    case BL_FUNCTION: lua_rawgeti(L, LUA_REGISTRYINDEX, value->handle); break;
    default: push_box(L, value);
  }
}

int bl_raise_host(lua_State *L, bl_value *value) {
  bl_push(L, value);
  return lua_error(L);
}

const bl_value *bl_to_value(lua_State *L, int index) {
  const bl_value *value = lua_touserdata(L, index);
  if (has_handle(value->kind) && value->epoch != bl_of(L)->epoch) {
    luaL_error(L, "a value of an earlier call cannot be used any more");
  }
  return value;
}

// The operand of an operator as the host sees it; no string or table is one.
static bl_value operand(lua_State *L, int index) {
  bl_value value = {.kind = BL_NIL};
  if (lua_type(L, index) == LUA_TUSERDATA) return *bl_to_value(L, index);
  if (lua_type(L, index) == LUA_TLIGHTUSERDATA) {
    value.kind = BL_NULL;
  } else if (lua_isinteger(L, index)) {
    value.kind = BL_INTEGER;
    value.integer = lua_tointeger(L, index);
  } else if (lua_type(L, index) == LUA_TNUMBER) {
    value.kind = BL_DOUBLE;
    value.number = lua_tonumber(L, index);
  }
  return value;
}

static const char *type_word(lua_State *L, int index, const bl_value *value) {
  static const char *const words[] = {"nil",  "null",     "boolean",   "integer",  "float", "string", "decimal",
                                      "money", "timestamp", "duration", "list", "map",   "value",  "error"};
  return value->kind == BL_NIL ? luaL_typename(L, index) : words[value->kind];
}

static int operate(lua_State *L, bl_operator operation) {
  bl_sandbox *s = bl_of(L);
  bl_charge(L, BL_CALLBACK_GAS);
  bl_value left = operand(L, 1), right = operand(L, 2), out;
  bool is_missing = left.kind == BL_NIL || (right.kind == BL_NIL && operation != BL_NEGATE);
  if (is_missing && operation != BL_EQUAL) {
    return luaL_error(L, "no such operator for %s and %s", type_word(L, 1, &left), type_word(L, 2, &right));
  }
  if (!s->host.operate(s->host.context, operation, &left, &right, &out)) return bl_raise_host(L, &out);
  bl_push(L, &out);
  return 1;
}

static int add(lua_State *L) { return operate(L, BL_ADD); }
static int subtract(lua_State *L) { return operate(L, BL_SUBTRACT); }
static int multiply(lua_State *L) { return operate(L, BL_MULTIPLY); }
static int divide(lua_State *L) { return operate(L, BL_DIVIDE); }
static int integer_divide(lua_State *L) { return operate(L, BL_INTEGER_DIVIDE); }
static int modulo(lua_State *L) { return operate(L, BL_MODULO); }
static int negate(lua_State *L) { return operate(L, BL_NEGATE); }
static int equal(lua_State *L) { return operate(L, BL_EQUAL); }
static int less(lua_State *L) { return operate(L, BL_LESS); }
static int less_equal(lua_State *L) { return operate(L, BL_LESS_EQUAL); }

static int concatenate(lua_State *L) {
  bl_charge(L, BL_CALLBACK_GAS);
  bl_push_text(L, 1);
  bl_push_text(L, 2);
  lua_concat(L, 2);
  return 1;
}

// Methods stand in upvalue 1; everything else is a property, which the host knows.
static int property(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  bl_charge(L, BL_CALLBACK_GAS);
  size_t length;
  const char *name = lua_tolstring(L, 2, &length);
  bl_value out;
  if (!s->host.property(s->host.context, bl_to_value(L, 1), name, length, &out)) return bl_raise_host(L, &out);
  bl_push(L, &out);
  return 1;
}

static int element(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  if (!lua_isinteger(L, 2)) return 0;
  lua_Integer index = lua_tointeger(L, 2);
  if (index < 1) return 0;
  bl_charge(L, BL_CALLBACK_GAS);
  bl_value out;
  if (!s->host.element(s->host.context, bl_to_value(L, 1)->handle, index - 1, &out)) return bl_raise_host(L, &out);
  bl_push(L, &out);
  return 1;
}

static int field(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  bl_charge(L, BL_CALLBACK_GAS);
  size_t length;
  const char *name = lua_tolstring(L, 2, &length);
  bl_value out;
  if (!s->host.field(s->host.context, bl_to_value(L, 1)->handle, name, length, &out)) return bl_raise_host(L, &out);
  bl_push(L, &out);
  return 1;
}

static int count(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  lua_pushinteger(L, s->host.count(s->host.context, bl_to_value(L, 1)->handle));
  return 1;
}

static int refuse_write(lua_State *L) { return luaL_error(L, "values of the host cannot be changed"); }

static void push_description(lua_State *L, int index) {
  bl_sandbox *s = bl_of(L);
  bl_charge(L, BL_CALLBACK_GAS);
  bl_value out;
  if (!s->host.describe(s->host.context, bl_to_value(L, index), &out)) bl_raise_host(L, &out);
  bl_push(L, &out);
  if (lua_isstring(L, -1)) bl_charge(L, (int64_t)lua_rawlen(L, -1) / 16);
}

static void push_own_text(lua_State *L, int index) {
  bl_enter(L);
  if (luaL_callmeta(L, index, "__tostring")) {
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "'__tostring' must return a string");
  } else {
    lua_pushstring(L, luaL_typename(L, index));
  }
  bl_leave(L);
}

void bl_push_text(lua_State *L, int index) {
  index = lua_absindex(L, index);
  switch (lua_type(L, index)) {
    case LUA_TSTRING: lua_pushvalue(L, index); break;
    case LUA_TNUMBER:
      lua_pushvalue(L, index);
      lua_tolstring(L, -1, NULL);
      break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TLIGHTUSERDATA: lua_pushliteral(L, "null"); break;
    case LUA_TUSERDATA: push_description(L, index); break;
    case LUA_TTABLE: push_own_text(L, index); break;
    default: lua_pushstring(L, luaL_typename(L, index));
  }
}

static void set_metatable(lua_State *L, const void *key, const luaL_Reg *functions) {
  lua_newtable(L);
  bl_set_functions(L, functions);
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

// Properties need the table of methods, which `bl_register` fills.
static void set_properties(lua_State *L, const void *key) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, key);
  lua_getfield(L, LUA_REGISTRYINDEX, "methods");
  lua_pushcclosure(L, property, 1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

void bl_open_values(lua_State *L) {
  static const luaL_Reg exact[] = {
      {"__add", add}, {"__sub", subtract}, {"__mul", multiply}, {"__div", divide}, {"__idiv", integer_divide},
      {"__mod", modulo}, {"__unm", negate}, {"__eq", equal}, {"__lt", less}, {"__le", less_equal},
      {"__concat", concatenate}, {"__newindex", refuse_write}, {NULL, NULL}};
  static const luaL_Reg list[] = {
      {"__index", element}, {"__len", count}, {"__newindex", refuse_write}, {NULL, NULL}};
  static const luaL_Reg map[] = {{"__index", field}, {"__len", count}, {"__newindex", refuse_write}, {NULL, NULL}};
  static const luaL_Reg opaque[] = {{"__newindex", refuse_write}, {NULL, NULL}};
  static const luaL_Reg error[] = {{"__concat", concatenate}, {"__newindex", refuse_write}, {NULL, NULL}};
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "methods");
  set_metatable(L, &EXACT, exact);
  set_metatable(L, &LIST, list);
  set_metatable(L, &MAP, map);
  set_metatable(L, &OPAQUE, opaque);
  set_metatable(L, &ERROR, error);
  set_properties(L, &EXACT);
  set_properties(L, &ERROR);
}
