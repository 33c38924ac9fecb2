/* Reads JSON into a tree, prints it, reads what was printed: both texts must be the same. */
#include "board.h"

enum kind { NOTHING, BOOLEAN, NUMBER, STRING, LIST, OBJECT };
typedef struct node node;
struct node {
  enum kind kind;
  double number;
  const char *name, *string;
  node *first, *next;
};

static node nodes[256];
static char letters[2048], once[1024], twice[1024];
static int used, stored;
static const char *at;
static char *to;
static int broken;

static void skip_space(void) {
  while (*at == ' ' || *at == '\n' || *at == '\t') at++;
}

static const char *read_string(void) {
  char *start = letters + stored;
  if (*at++ != '"') return broken = 1, start;
  while (*at && *at != '"') {
    char c = *at++;
    if (c == '\\') {
      c = *at++;
      switch (c) {
        case 'n':
          c = '\n';
          break;
        case 't':
          c = '\t';
          break;
        case 'u': {
          unsigned code = 0;
          for (int i = 0; i < 4; i++, at++) code = code * 16 + (unsigned)(*at <= '9' ? *at - '0' : (*at | 32) - 'a' + 10);
          if (code >= 0x80) letters[stored++] = (char)(0xc0 | code >> 6), code = 0x80 | (code & 0x3f);
          c = (char)code;
        }
      }
    }
    letters[stored++] = c;
  }
  if (*at) at++;
  letters[stored++] = 0;
  return start;
}

static double read_number(void) {
  double value = 0, scale = 1;
  int negative = *at == '-', exponent = 0;
  if (negative) at++;
  while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
  if (*at == '.')
    for (at++; *at >= '0' && *at <= '9'; scale *= 10) value = value * 10 + (*at++ - '0');
  if (*at == 'e' || *at == 'E') {
    int down = *++at == '-';
    if (*at == '-' || *at == '+') at++;
    while (*at >= '0' && *at <= '9') exponent = exponent * 10 + (*at++ - '0');
    while (exponent-- > 0)
      if (down) scale *= 10;
      else value *= 10;
  }
  return (negative ? -value : value) / scale;
}

static int takes(const char *word) {
  const char *from = at;
  while (*word)
    if (*from++ != *word++) return 0;
  at = from;
  return 1;
}

static node *read_value(void) {
  node *here = &nodes[used++], **last = &here->first;
  skip_space();
  if (*at == '{' || *at == '[') {
    here->kind = *at == '{' ? OBJECT : LIST;
    char end = *at++ == '{' ? '}' : ']';
    for (skip_space(); *at && *at != end && !broken; skip_space()) {
      const char *name = 0;
      if (here->kind == OBJECT) {
        name = read_string();
        skip_space();
        if (*at++ != ':') broken = 1;
      }
      *last = read_value();
      (*last)->name = name;
      last = &(*last)->next;
      skip_space();
      if (*at == ',') at++;
      else if (*at != end) broken = 1;
    }
    if (*at) at++;
    else broken = 1;
  } else if (*at == '"') here->kind = STRING, here->string = read_string();
  else if (takes("true")) here->kind = BOOLEAN, here->number = 1;
  else if (takes("false")) here->kind = BOOLEAN;
  else if (takes("null")) here->kind = NOTHING;
  else here->kind = NUMBER, here->number = read_number();
  return here;
}

static void write_text(const char *text) {
  while (*text) *to++ = *text++;
}

static void write_string(const char *text) {
  *to++ = '"';
  for (; *text; text++)
    if (*text == '\n') write_text("\\n");
    else if (*text == '\t') write_text("\\t");
    else if (*text == '"' || *text == '\\') *to++ = '\\', *to++ = *text;
    else *to++ = *text;
  *to++ = '"';
}

static void write_number(double value, ...) {
  va_list arguments;
  va_start(arguments, value);
  int whole = value > -1e9 && value < 1e9 && value == (double)(int)value;
  to += format_into(to, 40, whole ? "%d" : "%.6f", arguments);
  va_end(arguments);
}

static void write_value(const node *v) {
  switch (v->kind) {
    case NOTHING:
      write_text("null");
      return;
    case BOOLEAN:
      write_text(v->number ? "true" : "false");
      return;
    case NUMBER:
      if (v->number > -1e9 && v->number < 1e9 && v->number == (double)(int)v->number) write_number(v->number, (int)v->number);
      else write_number(v->number, v->number);
      return;
    case STRING:
      write_string(v->string);
      return;
    default:
      *to++ = v->kind == OBJECT ? '{' : '[';
      for (const node *child = v->first; child; child = child->next) {
        if (child->name) write_string(child->name), *to++ = ':';
        write_value(child);
        if (child->next) *to++ = ',';
      }
      *to++ = v->kind == OBJECT ? '}' : ']';
  }
}

static void round_trip(const char *text, char *out) {
  used = stored = 0;
  for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++) nodes[i] = (node){0};
  at = text;
  to = out;
  write_value(read_value());
  *to = 0;
}

int main(void) {
  static const char text[] =
      "{ \"name\": \"M4 \\u00b5controller \\\"core\\\"\", \"on\": true, \"off\": false, \"none\": null,\n"
      "  \"clock\": 209e6, \"volts\": [3.3, -1.25, 1.0E-3, 0, 12345.678901], \"text\": \"tab\\tline\\n\",\n"
      "  \"nested\": [[], {}, [[1], [2, [3, {\"deep\": [true, [false, [null]]]}]]]],\n"
      "  \"pins\": { \"A\": { \"14\": \"led\", \"15\": [\"in\", \"up\"] }, \"B\": { } }, \"big\": 123456789012 }";
  round_trip(text, once);
  round_trip(once, twice);
  int same = 1;
  for (int i = 0; once[i] || twice[i]; i++) same &= once[i] == twice[i];
  print(once);
  say("\n%d values, %d letters\n", used, stored);
  round_trip("[1, 2", twice);
  return !same || !broken;
}
