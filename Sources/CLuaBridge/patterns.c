// The four functions that take patterns.
#define _GNU_SOURCE
#include "matcher.h"

#include <string.h>

static bool has_specials(const char *pattern, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (pattern[i] != '\0' && strchr("^$*+?.([%-", pattern[i]) != NULL) return true;
  }
  return false;
}

// The place from 0 that an optional argument names; larger than `length` when it is past the end.
static size_t start_at(lua_State *L, int index, size_t length) {
  lua_Integer start = luaL_optinteger(L, index, 1);
  if (start > 0) return (size_t)start - 1;
  if (start == 0 || start < -(lua_Integer)length) return 0;
  return length + (size_t)start;
}

static int find_plain(lua_State *L, const char *text, size_t length, size_t start, const char *wanted, size_t count) {
  bl_charge(L, (int64_t)((length - start + count) / 16) + 2);
  const char *found = count == 0 ? text + start : memmem(text + start, length - start, wanted, count);
  if (found == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, found - text + 1);
  lua_pushinteger(L, found - text + (ptrdiff_t)count);
  return 2;
}

static int search(lua_State *L, bool is_find) {
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t start = start_at(L, 3, length);
  if (start > length) {
    lua_pushnil(L);
    return 1;
  }
  if (is_find && (lua_toboolean(L, 4) || !has_specials(pattern, pattern_length))) {
    return find_plain(L, text, length, start, pattern, pattern_length);
  }
  struct match m;
  bl_match_open(&m, L, text, length, pattern + pattern_length);
  bool is_anchored = pattern_length > 0 && *pattern == '^';
  if (is_anchored) pattern++;
  const char *at = text + start;
  do {
    const char *end = bl_match_at(&m, at, pattern);
    if (end == NULL) continue;
    bl_match_charge(&m);
    if (!is_find) return bl_push_captures(&m, at, end);
    lua_pushinteger(L, at - text + 1);
    lua_pushinteger(L, end - text);
    return bl_push_captures(&m, NULL, NULL) + 2;
  } while (at++ < m.text_end && !is_anchored);
  bl_match_charge(&m);
  lua_pushnil(L);
  return 1;
}

int bl_find(lua_State *L) { return search(L, true); }
int bl_match(lua_State *L) { return search(L, false); }

static void set_upvalue(lua_State *L, int upvalue, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_replace(L, lua_upvalueindex(upvalue));
}

// Upvalues: the text, the pattern, where to go on, and where the last match ended.
static int next_match(lua_State *L) {
  size_t length, pattern_length;
  const char *text = lua_tolstring(L, lua_upvalueindex(1), &length);
  const char *pattern = lua_tolstring(L, lua_upvalueindex(2), &pattern_length);
  lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
  struct match m;
  bl_match_open(&m, L, text, length, pattern + pattern_length);
  for (const char *at = text + lua_tointeger(L, lua_upvalueindex(3)); at <= m.text_end; at++) {
    const char *end = bl_match_at(&m, at, pattern);
    if (end == NULL || end - text == last) continue;
    bl_match_charge(&m);
    set_upvalue(L, 3, end - text);
    set_upvalue(L, 4, end - text);
    return bl_push_captures(&m, at, end);
  }
  bl_match_charge(&m);
  set_upvalue(L, 3, (lua_Integer)length + 1);
  return 0;
}

int bl_gmatch(lua_State *L) {
  size_t length;
  luaL_checklstring(L, 1, &length);
  luaL_checkstring(L, 2);
  size_t start = start_at(L, 3, length);
  if (start > length) start = length + 1;
  // Numbers become texts, whose bytes the iterator keeps.
  lua_settop(L, 2);
  lua_pushinteger(L, (lua_Integer)start);
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, next_match, 4);
  return 1;
}

// Adds the replacement text of argument 3, with `%0` to `%9` filled in.
static void add_template(bl_buffer *buffer, struct match *m, const char *start, const char *end) {
  lua_State *L = buffer->L;
  size_t length;
  const char *template = lua_tolstring(L, 3, &length);
  for (size_t i = 0; i < length; i++) {
    m->steps++;
    if (template[i] != '%') {
      bl_buffer_add_char(buffer, template[i]);
      continue;
    }
    i++;
    if (i < length && template[i] == '%') {
      bl_buffer_add_char(buffer, '%');
    } else if (i < length && template[i] == '0') {
      bl_buffer_add(buffer, start, (size_t)(end - start));
    } else if (i < length && template[i] >= '1' && template[i] <= '9') {
      bl_push_capture(m, template[i] - '1', start, end);
      bl_buffer_add_top(buffer);
    } else {
      luaL_error(L, "invalid use of '%%' in replacement string");
    }
  }
}

// Adds what argument 3 makes of a match; false and nil keep it as it is.
static void add_replacement(bl_buffer *buffer, struct match *m, const char *start, const char *end) {
  lua_State *L = buffer->L;
  bl_match_charge(m);
  switch (lua_type(L, 3)) {
    case LUA_TFUNCTION: {
      bl_enter(L);
      lua_pushvalue(L, 3);
      int count = bl_push_captures(m, start, end);
      lua_call(L, count, 1);
      bl_leave(L);
      break;
    }
    case LUA_TTABLE:
      bl_enter(L);
      bl_push_capture(m, 0, start, end);
      lua_gettable(L, 3);
      bl_leave(L);
      break;
    default: add_template(buffer, m, start, end); return;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    bl_buffer_add(buffer, start, (size_t)(end - start));
  } else if (lua_isstring(L, -1)) {
    bl_buffer_add_top(buffer);
  } else {
    luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  }
}

int bl_gsub(lua_State *L) {
  size_t length, pattern_length;
  const char *at = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &pattern_length);
  int type = lua_type(L, 3);
  luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                   "string/function/table");
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), count = 0;
  bl_charge(L, (int64_t)(length / 16) + 4);
  struct match m;
  bl_match_open(&m, L, at, length, pattern + pattern_length);
  bool is_anchored = pattern_length > 0 && *pattern == '^';
  if (is_anchored) pattern++;
  lua_settop(L, 4);
  bl_buffer buffer;
  bl_buffer_open(L, &buffer, length);
  const char *last = NULL;
  while (count < most) {
    const char *end = bl_match_at(&m, at, pattern);
    if (end != NULL && end != last) {
      count++;
      add_replacement(&buffer, &m, at, end);
      at = last = end;
    } else if (at < m.text_end) {
      bl_buffer_add_char(&buffer, *at++);
    } else {
      break;
    }
    if (is_anchored) break;
  }
  bl_match_charge(&m);
  bl_buffer_add(&buffer, at, (size_t)(m.text_end - at));
  bl_buffer_push(&buffer);
  lua_pushinteger(L, count);
  return 2;
}
