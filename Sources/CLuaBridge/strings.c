// The string library: every function charges for the bytes it touches, and no result is longer than the limit.
#include "sandbox.h"

#include <string.h>

static size_t limit(lua_State *L) { return bl_of(L)->limits.string; }

static const char *text(lua_State *L, int index, size_t *length) {
  const char *bytes = luaL_checklstring(L, index, length);
  bl_charge(L, (int64_t)(*length / 16) + 2);
  return bytes;
}

// A position counted from the end becomes one from the start, from 1.
static lua_Integer from_start(lua_Integer position, size_t length) {
  if (position >= 0) return position;
  return -position > (lua_Integer)length ? 0 : (lua_Integer)length + position + 1;
}

// The range of bytes that arguments `index` and the next one name.
static void range(lua_State *L, int index, size_t length, lua_Integer last, lua_Integer *start, lua_Integer *end) {
  *start = from_start(luaL_optinteger(L, index, 1), length);
  *end = from_start(luaL_optinteger(L, index + 1, last), length);
  if (*start < 1) *start = 1;
  if (*end > (lua_Integer)length) *end = (lua_Integer)length;
}

static int length(lua_State *L) {
  size_t count;
  luaL_checklstring(L, 1, &count);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

static int sub(lua_State *L) {
  size_t count;
  const char *bytes = luaL_checklstring(L, 1, &count);
  lua_Integer start, end;
  luaL_checkinteger(L, 2);
  range(L, 2, count, -1, &start, &end);
  size_t size = start > end ? 0 : (size_t)(end - start + 1);
  bl_charge(L, (int64_t)(size / 16) + 2);
  lua_pushlstring(L, size == 0 ? "" : bytes + start - 1, size);
  return 1;
}

static int byte(lua_State *L) {
  size_t count;
  const char *bytes = luaL_checklstring(L, 1, &count);
  lua_Integer start, end;
  range(L, 2, count, luaL_optinteger(L, 2, 1), &start, &end);
  if (start > end) return 0;
  if (end - start >= 1000) return luaL_error(L, "more than 1000 bytes at once");
  int results = (int)(end - start + 1);
  bl_charge(L, results);
  luaL_checkstack(L, results, "too many bytes");
  for (int i = 0; i < results; i++) lua_pushinteger(L, (unsigned char)bytes[start - 1 + i]);
  return results;
}

static int character(lua_State *L) {
  int count = lua_gettop(L);
  bl_charge(L, count + 2);
  bl_buffer buffer;
  bl_buffer_open(L, &buffer, (size_t)count);
  for (int i = 1; i <= count; i++) {
    lua_Integer code = luaL_checkinteger(L, i);
    luaL_argcheck(L, code >= 0 && code <= 255, i, "value out of range");
    bl_buffer_add_char(&buffer, (char)code);
  }
  bl_buffer_push(&buffer);
  return 1;
}

// Replaces the text by one of the same length.
static int transform(lua_State *L, char (*change)(const char *bytes, size_t count, size_t at)) {
  size_t count;
  const char *bytes = text(L, 1, &count);
  bl_charge(L, (int64_t)(count / 8));
  char *result = lua_newuserdatauv(L, count + 1, 0);
  for (size_t i = 0; i < count; i++) result[i] = change(bytes, count, i);
  lua_pushlstring(L, result, count);
  return 1;
}

static char lower_case(const char *bytes, size_t count, size_t at) {
  (void)count;
  return bytes[at] >= 'A' && bytes[at] <= 'Z' ? (char)(bytes[at] + 32) : bytes[at];
}

static char upper_case(const char *bytes, size_t count, size_t at) {
  (void)count;
  return bytes[at] >= 'a' && bytes[at] <= 'z' ? (char)(bytes[at] - 32) : bytes[at];
}

static char backwards(const char *bytes, size_t count, size_t at) { return bytes[count - 1 - at]; }

static int lower(lua_State *L) { return transform(L, lower_case); }
static int upper(lua_State *L) { return transform(L, upper_case); }
static int reverse(lua_State *L) { return transform(L, backwards); }

static int rep(lua_State *L) {
  size_t count, separator_count;
  const char *bytes = luaL_checklstring(L, 1, &count);
  lua_Integer times = luaL_checkinteger(L, 2);
  const char *separator = luaL_optlstring(L, 3, "", &separator_count);
  if (times <= 0 || count + separator_count == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  size_t most = limit(L);
  if ((size_t)times > most || count + separator_count > most / (size_t)times) {
    return luaL_error(L, "the resulting text is too long");
  }
  size_t total = (count + separator_count) * (size_t)times;
  bl_charge(L, (int64_t)(total / 16 + (size_t)times / 4) + 4);
  bl_buffer buffer;
  bl_buffer_open(L, &buffer, total);
  for (lua_Integer i = 0; i < times; i++) {
    if (i > 0) bl_buffer_add(&buffer, separator, separator_count);
    bl_buffer_add(&buffer, bytes, count);
  }
  bl_buffer_push(&buffer);
  return 1;
}

void bl_open_strings(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"len", length}, {"sub", sub}, {"byte", byte}, {"char", character}, {"lower", lower}, {"upper", upper},
      {"reverse", reverse}, {"rep", rep}, {"format", bl_format}, {"find", bl_find}, {"match", bl_match},
      {"gmatch", bl_gmatch}, {"gsub", bl_gsub}, {NULL, NULL}};
  lua_newtable(L);
  bl_set_functions(L, functions);
}
