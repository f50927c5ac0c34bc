// Calls as tracebacks show them: `split(amount = 10.00 USD, parts = nil)`. It runs in message handlers, which have a
// slot of the stack for the value at hand; so it raises nothing, allocates nothing of Lua's, and reads no fields.
#include "sandbox.h"

#include <stdio.h>
#include <string.h>

struct text {
  char *bytes;
  size_t size, length;
};

static void add(struct text *text, const char *bytes, size_t length) {
  size_t room = text->size - 1 - text->length;
  if (length > room) length = room;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    text->bytes[text->length++] = c < 32 || c == 127 ? '?' : (char)c;
  }
  text->bytes[text->length] = 0;
}

static void add_words(struct text *text, const char *words) { add(text, words, strlen(words)); }

// At most this many bytes of a text are shown, cut where a character ends.
enum { MAX_TEXT = 32 };

// Looked at for whether they are shown; what is behind is not.
enum { MAX_JUDGED = 256 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// Whether a text may be an e-mail address, a card or phone number or an IBAN: errors go into logs, and those must not.
static bool is_personal(const char *bytes, size_t length) {
  size_t digits = 0, longest = 0;
  if (length > MAX_JUDGED) length = MAX_JUDGED;
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '@' && i > 0 && i + 1 < length) return true;
    if (is_digit(bytes[i])) {
      digits++;
    } else if (strchr(" -.()/+", bytes[i]) == NULL) {
      digits = 0;
    }
    if (digits > longest) longest = digits;
  }
  bool is_account = length >= 15 && is_letter(bytes[0]) && is_letter(bytes[1]) && is_digit(bytes[2]) && is_digit(bytes[3]);
  return is_account || longest >= 9;
}

static void add_string(struct text *text, const char *bytes, size_t length) {
  if (is_personal(bytes, length)) {
    add_words(text, "\"***\"");
    return;
  }
  size_t shown = length > MAX_TEXT ? MAX_TEXT : length;
  while (shown < length && shown > 0 && ((unsigned char)bytes[shown] & 0xC0) == 0x80) shown--;
  add_words(text, "\"");
  add(text, bytes, shown);
  add_words(text, shown < length ? "...\"" : "\"");
}

static void add_number(struct text *text, lua_State *L, int index) {
  char digits[40];
  int length = lua_isinteger(L, index) ? snprintf(digits, sizeof digits, LUA_INTEGER_FMT, lua_tointeger(L, index))
                                       : snprintf(digits, sizeof digits, "%.17g", lua_tonumber(L, index));
  if (length > 0) add(text, digits, (size_t)length);
}

static void add_box(struct text *text, bl_sandbox *s, const bl_value *value) {
  static const char *const words[] = {"nil",   "null",      "boolean",  "integer", "float", "string", "decimal",
                                      "money", "timestamp", "duration", "a list",  "a map", "a value", "an error"};
  bl_value out;
  bool is_exact = value->kind >= BL_DECIMAL && value->kind <= BL_DURATION;
  if (is_exact && s->host.describe(s->host.context, value, &out) && out.kind == BL_STRING) {
    add(text, out.string.bytes, out.string.length);
  } else {
    add_words(text, words[value->kind]);
  }
}

static void add_value(struct text *text, bl_sandbox *s, lua_State *L, int index) {
  size_t length;
  const char *bytes;
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN: add_words(text, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TNUMBER: add_number(text, L, index); break;
    case LUA_TSTRING:
      bytes = lua_tolstring(L, index, &length);
      add_string(text, bytes, length);
      break;
    case LUA_TLIGHTUSERDATA: add_words(text, "null"); break;
    case LUA_TUSERDATA: add_box(text, s, lua_touserdata(L, index)); break;
    case LUA_TTABLE: add_words(text, "a table"); break;
    case LUA_TFUNCTION: add_words(text, "a function"); break;
    default: add_words(text, "nil");
  }
}

void bl_describe_call(bl_sandbox *s, lua_State *L, lua_Debug *activation, char *out, size_t size) {
  struct text text = {out, size, 0};
  out[0] = 0;
  bool is_function = activation->what != NULL && strcmp(activation->what, "Lua") == 0;
  if (!is_function) return;
  add_words(&text, activation->name != NULL ? activation->name : "function");
  add_words(&text, "(");
  for (int i = 1; i <= activation->nparams; i++) {
    const char *name = lua_getlocal(L, activation, i);
    if (name == NULL) break;
    if (i > 1) add_words(&text, ", ");
    add_words(&text, name);
    add_words(&text, " = ");
    add_value(&text, s, L, lua_gettop(L));
    lua_pop(L, 1);
  }
  add_words(&text, ")");
  // A cut in the middle of a character would be no UTF-8.
  if (text.length + 1 == text.size) {
    while (text.length > 0 && ((unsigned char)out[text.length - 1] & 0x80) != 0) text.length--;
    out[text.length] = 0;
  }
}
