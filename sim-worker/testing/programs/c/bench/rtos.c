/*
 * Two tasks that work and a third that takes their messages, with a tick each millisecond that changes the task by PendSV. How many cycles
 * a millisecond has stands behind the number that the runner leaves.
 */
#include "board.h"

#define REG(address) (*(volatile uint32_t *)(address))
enum { ICSR = 0xe000ed04, SHPR3 = 0xe000ed20, SYST_CSR = 0xe000e010, SYST_RVR = 0xe000e014, SYST_CVR = 0xe000e018 };
enum { PENDSVSET = 1 << 28, TASKS = 3, STACK_WORDS = 128, UNITS = 400 };
extern char chosen[];

typedef struct {
  uint32_t *sp;
  uint32_t wakes; /* tick */
  uint32_t stack[STACK_WORDS];
} task;
static task tasks[TASKS];
static volatile uint32_t current, ticks, switches, mailbox, full, taken, done;
static uint32_t table[256];

/* The next one that does not sleep. */
__attribute__((used)) static uint32_t *next_task(uint32_t *sp) {
  tasks[current].sp = sp;
  switches++;
  do current = (current + 1) % TASKS;
  while (tasks[current].wakes > ticks);
  return tasks[current].sp;
}

__attribute__((naked)) void on_pendsv(void) {
  __asm volatile(
      "mrs r0, psp\n"
      "stmdb r0!, {r4-r11, lr}\n"
      "bl next_task\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "msr psp, r0\n"
      "bx lr\n");
}

void on_systick(void) {
  ticks++;
  REG(ICSR) = PENDSVSET;
}

/* How many messages were taken is for the clock to say. */
void on_svc(void) { finish(done < UNITS); }

static void yield(void) {
  REG(ICSR) = PENDSVSET;
  __asm volatile("dsb\n isb" ::: "memory");
}

static uint32_t unit(uint32_t hash) {
  for (uint32_t i = 0; i < 2048; i++) {
    hash = (hash ^ (hash >> 8)) + table[hash & 255];
    table[i & 255] += hash;
  }
  return hash;
}

static void worker(void) {
  for (uint32_t hash = current;; done++) {
    hash = unit(hash);
    if (!full) mailbox = hash, full = 1;
    if (done >= UNITS) __asm volatile("svc 0" ::: "memory");
  }
}

/* Looks for a message each tick. */
static void courier(void) {
  for (;;) {
    tasks[current].wakes = ticks + 1;
    yield();
    if (full) taken++, full = 0;
  }
}

static void make(task *t, void (*entry)(void)) {
  uint32_t *sp = t->stack + STACK_WORDS - 8;
  sp[6] = (uint32_t)entry & ~1u;
  sp[7] = 1u << 24;
  *--sp = 0xfffffffd;
  t->sp = sp - 8;
}

/* In thread mode, task 0 takes over this flow. */
__attribute__((naked, noinline)) static void run_first(uint32_t *top, void (*entry)(void)) {
  __asm volatile("msr psp, r0\n movs r0, #2\n msr control, r0\n isb\n cpsie i\n bx r1\n");
}

int main(void) {
  uint32_t seed = 5;
  for (int i = 0; i < 256; i++) table[i] = random_word(&seed);
  REG(SHPR3) = 0xf0f00000;
  make(&tasks[1], worker);
  make(&tasks[2], courier);
  /* No tick before the first task has its stack. */
  __asm volatile("cpsid i" ::: "memory");
  REG(SYST_RVR) = REG(chosen + 4) - 1;
  REG(SYST_CVR) = 0;
  REG(SYST_CSR) = 7;
  run_first(tasks[0].stack + STACK_WORDS, worker);
  return 1;
}
