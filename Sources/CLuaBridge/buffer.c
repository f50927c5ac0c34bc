// Texts under construction. Lua's own buffers have finalizers, and report a lack of memory as an ordinary error.
#include "sandbox.h"

#include <string.h>

void bl_buffer_open(lua_State *L, bl_buffer *buffer, size_t capacity) {
  buffer->L = L;
  buffer->length = 0;
  buffer->capacity = capacity < 64 ? 64 : capacity;
  buffer->bytes = lua_newuserdatauv(L, buffer->capacity, 0);
  buffer->slot = lua_gettop(L);
}

static void grow(bl_buffer *buffer, size_t more) {
  size_t limit = bl_of(buffer->L)->limits.string;
  if (more > limit - buffer->length) luaL_error(buffer->L, "the resulting text is too long");
  size_t capacity = buffer->capacity * 2;
  if (capacity < buffer->length + more) capacity = buffer->length + more;
  if (capacity > limit) capacity = limit;
  char *bytes = lua_newuserdatauv(buffer->L, capacity, 0);
  memcpy(bytes, buffer->bytes, buffer->length);
  lua_replace(buffer->L, buffer->slot);
  buffer->bytes = bytes;
  buffer->capacity = capacity;
}

void bl_buffer_add(bl_buffer *buffer, const char *bytes, size_t length) {
  if (length > buffer->capacity - buffer->length) grow(buffer, length);
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

void bl_buffer_add_char(bl_buffer *buffer, char c) { bl_buffer_add(buffer, &c, 1); }

void bl_buffer_add_top(bl_buffer *buffer) {
  size_t length;
  const char *bytes = lua_tolstring(buffer->L, -1, &length);
  if (length > buffer->capacity - buffer->length) {
    // Growing uses the top of the stack; the text stays where it is meanwhile.
    grow(buffer, length);
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  lua_pop(buffer->L, 1);
}

void bl_buffer_push(bl_buffer *buffer) { lua_pushlstring(buffer->L, buffer->bytes, buffer->length); }
