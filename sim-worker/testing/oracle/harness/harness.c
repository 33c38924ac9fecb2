/*
 * Runs single instructions of a Cortex-M4F under full control. Everything happens in the HardFault handler: `next` takes
 * the result of one case and lays out the following one, the exception return loads it, and the instruction behind it, a
 * BKPT, comes back here. All other faults escalate to HardFault. Addresses and sizes come from layout.ts as -D.
 */
typedef unsigned int u32;
typedef unsigned short u16;

/* As in layout.ts, word by word. */
struct state {
  u32 r[16];
  u32 xpsr, fpscr, msp, control, primask, basepri, faultmask, ccr;
  u32 exception, cfsr, address, pend, reserved[4];
  u32 s[32];
  u32 window[WINDOW_WORDS];
};
#define STATE_WORDS (sizeof(struct state) / 4)
/* Words of a case before its overrides: state, number of overrides, code. */
#define HEAD_WORDS (2 + CODE_WORDS)

struct state before, after;
u32 frame_address;

static struct state pool[POOL_STATES];
static u32 input[1 << 18], output[1 << 18];
static u32 input_words, input_at, output_words;
static int cases_file, results_file, running;

#define CCR (*(volatile u32 *)0xe000ed14)
#define CFSR (*(volatile u32 *)0xe000ed28)
#define HFSR (*(volatile u32 *)0xe000ed2c)
#define MMFAR (*(volatile u32 *)0xe000ed34)
#define BFAR (*(volatile u32 *)0xe000ed38)
#define SHCSR (*(volatile u32 *)0xe000ed24)
#define ICSR (*(volatile u32 *)0xe000ed04)
#define CPACR (*(volatile u32 *)0xe000ed88)
#define FPCCR (*(volatile u32 *)0xe000ef34)
#define MMARVALID (1u << 7)
#define BFARVALID (1u << 15)
#define PENDSVSET (1u << 28)
#define PENDSVCLR (1u << 27)

/* Arm semihosting. */
enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE0 = 4, SYS_WRITE = 5, SYS_READ = 6, SYS_EXIT = 0x18 };
static int semihost(int operation, const void *argument) {
  register int r0 __asm("r0") = operation;
  register const void *r1 __asm("r1") = argument;
  __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
static void leave(const char *why) {
  u32 close[1] = {(u32)results_file};
  if (why) semihost(SYS_WRITE0, why);
  semihost(SYS_CLOSE, close);
  semihost(SYS_EXIT, (void *)(why ? 0x20023 : 0x20026));
  for (;;);
}
static u32 read_words(u32 *to, u32 count) {
  u32 read[3] = {(u32)cases_file, (u32)to, count * 4};
  return count - (u32)semihost(SYS_READ, read) / 4;
}
static void flush(void) {
  u32 write[3] = {(u32)results_file, (u32)output, output_words * 4};
  if (output_words && semihost(SYS_WRITE, write)) leave("results.bin: cannot be written\n");
  output_words = 0;
}
static void emit(u32 word) { output[output_words++] = word; }

/* So many words of the input in one piece; 0 at its end. */
static u32 *take(u32 count) {
  if (input_words - input_at < count) {
    u32 kept = input_words - input_at;
    for (u32 i = 0; i < kept; i++) input[i] = input[input_at + i];
    input_at = 0;
    input_words = kept + read_words(input + kept, sizeof input / 4 - kept);
    if (input_words < count) return 0;
  }
  input_at += count;
  return input + input_at - count;
}

/* What the exception has kept of the interrupted state. */
static void complete(const u32 *frame, u32 exc_return, u32 exception) {
  u32 sp = (u32)frame + 32 + ((frame[7] >> 9 & 1) ? 4 : 0);
  int on_process_stack = exc_return & 4;
  for (int i = 0; i < 4; i++) after.r[i] = frame[i];
  after.r[12] = frame[4];
  after.r[13] = sp;
  after.r[14] = frame[5];
  after.r[15] = frame[6];
  after.xpsr = frame[7] & ~(1u << 9);
  if (on_process_stack) after.control |= 2;
  else after.msp = sp;
  after.ccr = CCR;
  after.exception = exception;
  after.cfsr = CFSR;
  after.address = after.cfsr & BFARVALID ? BFAR : after.cfsr & MMARVALID ? MMFAR : 0;
  after.pend = before.pend;
}

/* Which words are other ones than before, with their values. */
static void report(void) {
  if (output_words > sizeof output / 4 - 2 * STATE_WORDS - 1) flush();
  u32 at = output_words++;
  const u32 *old = (const u32 *)&before, *now = (const u32 *)&after;
  const u32 *window = (const u32 *)WINDOW;
  for (u32 i = 0; i < STATE_WORDS - WINDOW_WORDS; i++)
    if (old[i] != now[i]) emit(i), emit(now[i]);
  for (u32 i = 0; i < WINDOW_WORDS; i++)
    if (before.window[i] != window[i]) emit(STATE_WORDS - WINDOW_WORDS + i), emit(window[i]);
  output[at] = (output_words - at - 1) / 2;
}

static void copy(u32 *to, const u32 *from, u32 words) {
  for (u32 i = 0; i < words; i += 4) to[i] = from[i], to[i + 1] = from[i + 1], to[i + 2] = from[i + 2], to[i + 3] = from[i + 3];
}

/* BKPT with a changing comment, but not 0xAB, which is semihosting. */
static u16 trap_at(u32 address) {
  u32 comment = (address - TRAPS) % TRAPS_PERIOD / 2 * 0x9d & 0xff;
  return 0xbe00 | (comment == 0xab ? 0xac : comment);
}

/* Traps around it, where another case may have been. Only what changes is written: QEMU would translate again. */
static void write_code(u16 *to, const u16 *wanted) {
  u16 *code = (u16 *)CODE;
  for (u32 i = 0; i < 2 * CODE_WORDS + 1; i++) {
    u32 at = code + i - to;
    u16 half = at < 2 * CODE_WORDS ? wanted[at] : trap_at((u32)(code + i));
    if (code[i] != half) code[i] = half;
  }
}

static void lay_out(const u32 *head, const u32 *overrides) {
  copy((u32 *)&before, (u32 *)&pool[head[0]], STATE_WORDS);
  for (u32 i = 0; i < head[1]; i++) ((u32 *)&before)[overrides[2 * i]] = overrides[2 * i + 1];
  copy((u32 *)WINDOW, before.window, WINDOW_WORDS);
  write_code((u16 *)(before.r[15] & ~1u), (const u16 *)(head + 2));

  int realign = before.r[13] >> 2 & 1;
  u32 *frame = (u32 *)(before.r[13] - 32 - 4 * realign);
  for (int i = 0; i < 4; i++) frame[i] = before.r[i];
  frame[4] = before.r[12];
  frame[5] = before.r[14];
  frame[6] = before.r[15];
  frame[7] = before.xpsr | realign << 9;
  frame_address = (u32)frame;
  CCR = before.ccr;
  __asm volatile("msr primask, %0\n msr basepri, %1\n dsb\n isb" ::"r"(before.primask), "r"(before.basepri) : "memory");
  /* Something for WFI to wake up from; PRIMASK keeps it waiting. */
  ICSR = before.pend ? PENDSVSET : PENDSVCLR;
}

/* `frame`: where the exception has put r0-r3, r12, lr, pc and xPSR. */
void next(const u32 *frame, u32 exc_return, u32 exception) {
  __asm volatile("msr primask, %0" ::"r"(1));
  if (running) complete(frame, exc_return, exception), report();
  running = 1;
  CFSR = CFSR;
  HFSR = HFSR;
  u32 head[HEAD_WORDS];
  u32 *words = take(HEAD_WORDS);
  if (!words) flush(), leave(0);
  for (u32 i = 0; i < HEAD_WORDS; i++) head[i] = words[i];
  u32 *overrides = take(2 * head[1]);
  if (!overrides) leave("cases.bin: cut off\n");
  lay_out(head, overrides);
}

static void fill_with_traps(void) {
  for (u32 at = 0; at < TRAPS_PERIOD; at += 2) *(u16 *)(TRAPS + at) = trap_at(TRAPS + at);
  copy((u32 *)(TRAPS + TRAPS_PERIOD), (u32 *)TRAPS, (TRAPS_SIZE - TRAPS_PERIOD) / 4);
}

void start(void) {
  static const char cases[] = "cases.bin", results[] = "results.bin";
  u32 open_cases[3] = {(u32)cases, 1, sizeof cases - 1}, open_results[3] = {(u32)results, 5, sizeof results - 1};
  cases_file = semihost(SYS_OPEN, open_cases);
  results_file = semihost(SYS_OPEN, open_results);
  if (cases_file < 0 || results_file < 0) leave("cannot open the files\n");
  u32 states;
  if (read_words(&states, 1) != 1 || states > POOL_STATES) leave("cases.bin: no states\n");
  if (read_words((u32 *)pool, states * STATE_WORDS) != states * STATE_WORDS) leave("cases.bin: cut off\n");
  CPACR |= 0xf << 20;
  FPCCR = 0;
  fill_with_traps();
  __asm volatile("dsb\n isb\n udf 0");
}
