// What a failed call was: read from the state and the error object, never from the words of a message.
#include "sandbox.h"

#include <stdio.h>
#include <string.h>

static bl_place *add_place(bl_failure *failure, const char *chunk, int line) {
  bl_place *place = &failure->places[failure->place_count++];
  snprintf(place->chunk, sizeof place->chunk, "%s", chunk);
  place->call[0] = 0;
  place->line = line;
  return place;
}

void bl_note_places(bl_sandbox *s, lua_State *L, int level, bool with_calls) {
  lua_Debug activation;
  s->failure.place_count = 0;
  for (; s->failure.place_count < BL_MAX_PLACES && lua_getstack(L, level, &activation); level++) {
    if (lua_getinfo(L, "Slnu", &activation) && activation.currentline > 0) {
      bl_place *place = add_place(&s->failure, activation.short_src, activation.currentline);
      if (with_calls) bl_describe_call(s, L, &activation, place->call, sizeof place->call);
    }
  }
}

int bl_message_handler(lua_State *L) {
  bl_note_places(bl_of(L), L, 1, true);
  return 1;
}

// The number of bytes of `chunk:line: ` at the start of a message; 0 if it begins otherwise.
static size_t place_prefix(const bl_place *place, const char *message, size_t length) {
  char prefix[sizeof place->chunk + 16];
  int count = snprintf(prefix, sizeof prefix, "%s:%d: ", place->chunk, place->line);
  bool fits = count > 0 && (size_t)count <= length && memcmp(prefix, message, (size_t)count) == 0;
  return fits ? (size_t)count : 0;
}

// Takes the place off the message; places before it belong to the one who blamed another line.
static size_t skip_place(bl_failure *failure, const char *message, size_t length) {
  for (int32_t i = 0; i < failure->place_count; i++) {
    size_t count = place_prefix(&failure->places[i], message, length);
    if (count == 0) continue;
    failure->place_count -= i;
    memmove(failure->places, failure->places + i, (size_t)failure->place_count * sizeof(bl_place));
    return count;
  }
  return 0;
}

// A chunk that did not compile has no activation: its place stands in the message only.
static size_t read_syntax_place(bl_failure *failure, const char *message, size_t length) {
  const char *end = message + length;
  const char *colon = memchr(message, ':', length);
  if (colon == NULL || (size_t)(colon - message) >= sizeof failure->places[0].chunk) return 0;
  int line = 0;
  const char *next = colon + 1;
  for (; next < end && *next >= '0' && *next <= '9' && line < 100000000; next++) line = line * 10 + (*next - '0');
  if (next + 1 >= end || next[0] != ':' || next[1] != ' ' || next == colon + 1) return 0;
  char chunk[sizeof failure->places[0].chunk];
  snprintf(chunk, sizeof chunk, "%.*s", (int)(colon - message), message);
  failure->place_count = 0;
  add_place(failure, chunk, line);
  return (size_t)(next + 2 - message);
}

// Copies a message, with control characters as `?`.
static void set_message(bl_failure *failure, const char *message, size_t length) {
  if (length > BL_MAX_MESSAGE) length = BL_MAX_MESSAGE;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)message[i];
    failure->message[i] = c < 32 || c == 127 ? '?' : (char)c;
  }
  failure->message_length = (int32_t)length;
}

static void read_message(bl_sandbox *s, bool is_syntax) {
  lua_State *L = s->state;
  if (lua_type(L, -1) != LUA_TSTRING) {
    const char *text = "the error object is not a text";
    set_message(&s->failure, text, strlen(text));
    return;
  }
  size_t length;
  const char *message = lua_tolstring(L, -1, &length);
  size_t skip = is_syntax ? read_syntax_place(&s->failure, message, length) : skip_place(&s->failure, message, length);
  set_message(&s->failure, message + skip, length - skip);
}

bl_outcome bl_classify(bl_sandbox *s, int status) {
  if (s->death != BL_OK) return s->death;
  if (status == LUA_OK) return BL_OK;
  if (status == LUA_ERRMEM || s->load_status == LUA_ERRMEM) return BL_FAILED_MEMORY;
  if (lua_type(s->state, -1) == LUA_TUSERDATA) {
    const bl_value *value = lua_touserdata(s->state, -1);
    if (value->kind == BL_ERROR && value->epoch == s->epoch) {
      s->failure.host_error = value->handle;
      return BL_FAILED_HOST;
    }
  }
  bool is_syntax = s->load_status != LUA_OK;
  read_message(s, is_syntax);
  if (is_syntax) return BL_FAILED_SYNTAX;
  return s->crossing ? BL_FAILED_VALUE : BL_FAILED_RUNTIME;
}
