/* One serial line to Linux on which each word names something to do. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stdint.h>

struct word {
  const char *word;
  const char *what; /* said before it is done */
  void (*act)(void);
};

/* Announces the line. Only after rpmsg_init(). */
void words_init(void);

/* Says a text to Linux, and to the log. */
void words_say(const char *text);

/* Takes the next message and does what it names; any other text lists the words. False: there is no message. */
bool words_obey(const struct word *words, uint32_t count);

#endif
