/* One serial line to Linux on which each word names something to do. */
#include "common/words.h"

#include "common/memory.h"
#include "common/rpmsg.h"
#include "common/trace.h"

static struct rpmsg_endpoint line;
static char wanted[RPMSG_MAX_PAYLOAD];
static uint32_t wanted_length;

static uint32_t length_of(const char *text) {
  uint32_t length = 0;
  while (text[length] != '\0') length++;
  return length;
}

static bool is_wanted(const char *word) {
  for (uint32_t i = 0; i < wanted_length; i++) {
    if (wanted[i] != word[i]) return false;
  }
  return word[wanted_length] == '\0';
}

/* Inside rpmsg_receive_one(): only notes the word, so that the buffer goes back to Linux before anything is done. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  memcpy(wanted, data, length);
  while (length > 0 && wanted[length - 1] <= ' ') length--;
  wanted_length = length;
}

void words_init(void) { rpmsg_create_endpoint(&line, "rpmsg-tty", on_message); }

void words_say(const char *text) {
  trace_text(text);
  rpmsg_send(&line, text, length_of(text));
}

static void list(const struct word *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    words_say(words[i].word);
    words_say(": ");
    words_say(words[i].what);
    words_say("\n");
  }
}

bool words_obey(const struct word *words, uint32_t count) {
  if (!rpmsg_receive_one()) return false;
  rpmsg_receive_done();
  for (uint32_t i = 0; i < count; i++) {
    if (!is_wanted(words[i].word)) continue;
    words_say(words[i].what);
    words_say("\n");
    words[i].act();
    return true;
  }
  list(words, count);
  return true;
}
