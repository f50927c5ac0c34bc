// `string.format`, without addresses (`%p`) and hexadecimal fractions (`%a`).
#include "sandbox.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// One conversion of a format: `%`, flags, width, precision, and the letter.
struct conversion {
  char text[24];
  size_t length;
  char letter;
};

static const char *digits(const char *at, const char *end, int most) {
  while (at < end && most-- > 0 && *at >= '0' && *at <= '9') at++;
  return at;
}

// Reads a conversion at `at`, just after `%`; returns what follows it.
static const char *read(lua_State *L, const char *at, const char *end, struct conversion *conversion) {
  const char *start = at;
  while (at < end && *at != '\0' && strchr("-+ #0", *at) != NULL) at++;
  at = digits(at, end, 2);
  if (at < end && *at == '.') at = digits(at + 1, end, 2);
  if (at >= end || at - start > 10) luaL_error(L, "invalid conversion in a format");
  size_t count = (size_t)(at - start);
  conversion->text[0] = '%';
  memcpy(conversion->text + 1, start, count);
  conversion->length = count + 1;
  conversion->letter = *at;
  return at + 1;
}

// Formats through the C library, with `modifier` before the letter.
#define PRINT(buffer, conversion, modifier, value)                                                         \
  do {                                                                                                     \
    char directive[40], out[512];                                                                          \
    snprintf(directive, sizeof directive, "%.*s" modifier "%c", (int)(conversion)->length, (conversion)->text, \
             (conversion)->letter);                                                                        \
    int written = snprintf(out, sizeof out, directive, value);                                             \
    size_t count_ = written < 0 ? 0 : (size_t)written;                                                     \
    bl_buffer_add(buffer, out, count_ < sizeof out ? count_ : sizeof out - 1);                             \
  } while (0)

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"

static void add_integer(bl_buffer *buffer, struct conversion *conversion, int index) {
  long long value = (long long)luaL_checkinteger(buffer->L, index);
  PRINT(buffer, conversion, "ll", value);
}

static void add_double(bl_buffer *buffer, struct conversion *conversion, int index) {
  double value = luaL_checknumber(buffer->L, index);
  PRINT(buffer, conversion, "", value);
}

static void add_text(bl_buffer *buffer, struct conversion *conversion, int index) {
  luaL_checkany(buffer->L, index);
  bl_push_text(buffer->L, index);
  size_t count;
  const char *bytes = lua_tolstring(buffer->L, -1, &count);
  bl_charge(buffer->L, (int64_t)(count / 16) + 2);
  if (conversion->length == 1) {
    bl_buffer_add_top(buffer);
    return;
  }
  luaL_argcheck(buffer->L, strlen(bytes) == count, index, "a text with zeros takes no width");
  // Two digits of width or precision leave at most 99 bytes, unless no precision cuts the text.
  if (strchr(conversion->text, '.') == NULL && count >= 100) {
    bl_buffer_add_top(buffer);
    return;
  }
  PRINT(buffer, conversion, "", bytes);
  lua_pop(buffer->L, 1);
}

#pragma clang diagnostic pop

// A string literal that Lua reads back.
static void add_quoted(bl_buffer *buffer, int index) {
  size_t count;
  const char *bytes = luaL_checklstring(buffer->L, index, &count);
  bl_charge(buffer->L, (int64_t)count);
  bl_buffer_add_char(buffer, '"');
  for (size_t i = 0; i < count; i++) {
    unsigned char c = (unsigned char)bytes[i];
    char escaped[8];
    if (c == '"' || c == '\\' || c == '\n') {
      bl_buffer_add_char(buffer, '\\');
      bl_buffer_add_char(buffer, (char)c);
    } else if (c < 32 || c == 127) {
      bool is_digit_next = i + 1 < count && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
      int written = snprintf(escaped, sizeof escaped, is_digit_next ? "\\%03d" : "\\%d", c);
      bl_buffer_add(buffer, escaped, (size_t)written);
    } else {
      bl_buffer_add_char(buffer, (char)c);
    }
  }
  bl_buffer_add_char(buffer, '"');
}

static void add(bl_buffer *buffer, struct conversion *conversion, int index) {
  lua_State *L = buffer->L;
  bl_charge(L, 24);
  conversion->text[conversion->length] = '\0';
  switch (conversion->letter) {
    case 'c': bl_buffer_add_char(buffer, (char)luaL_checkinteger(L, index)); break;
    case 'd': case 'i': case 'o': case 'x': case 'X': add_integer(buffer, conversion, index); break;
    case 'e': case 'E': case 'f': case 'g': case 'G': add_double(buffer, conversion, index); break;
    case 's': add_text(buffer, conversion, index); break;
    case 'q': add_quoted(buffer, index); break;
    default: luaL_error(L, "the conversion '%%%c' is not available", conversion->letter);
  }
}

int bl_format(lua_State *L) {
  size_t count;
  const char *at = luaL_checklstring(L, 1, &count), *end = at + count;
  bl_charge(L, (int64_t)(count / 4) + 8);
  bl_buffer buffer;
  int last = lua_gettop(L), index = 1;
  bl_buffer_open(L, &buffer, count);
  while (at < end) {
    const char *percent = memchr(at, '%', (size_t)(end - at));
    if (percent == NULL) percent = end;
    bl_buffer_add(&buffer, at, (size_t)(percent - at));
    if (percent == end) break;
    at = percent + 1;
    if (at < end && *at == '%') {
      bl_buffer_add_char(&buffer, *at++);
      continue;
    }
    struct conversion conversion;
    at = read(L, at, end, &conversion);
    if (++index > last) return luaL_argerror(L, index, "no value");
    add(&buffer, &conversion, index);
  }
  bl_buffer_push(&buffer);
  return 1;
}
