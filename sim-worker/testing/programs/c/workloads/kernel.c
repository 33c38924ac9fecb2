/*
 * Two tasks on their own stacks, both with floating-point state, preempted by SysTick and switched by PendSV;
 * SVC answers questions and gives the rest of a turn away. When a task is interrupted is not the same on two machines, so
 * the stacks and what lies on them are wiped before the end; the results are the same whenever the switches happen.
 */
#include "board.h"

extern char ram_end[];

#define REG(address) (*(volatile uint32_t *)(address))
#define ICSR REG(0xe000ed04)
#define SHPR3 REG(0xe000ed20)
#define SYST_CSR REG(0xe000e010)
#define SYST_RVR REG(0xe000e014)
#define SYST_CVR REG(0xe000e018)
enum { PENDSVSET = 1 << 28, TASKS = 2, STACK_WORDS = 512, PERIOD = 2000, ROUNDS = 60, ENOUGH = 6 };

typedef struct {
  uint32_t *sp;
  uint32_t stack[STACK_WORDS];
} task;
static task tasks[TASKS];
/* Counters stop at ENOUGH: how many there are is another number on each machine. */
static volatile uint32_t current, ticks, switches, yields, done, wrong;

static void count(volatile uint32_t *counter) {
  if (*counter < ENOUGH) (*counter)++;
}
static float results[TASKS];

/* Called by PendSV with the stack of the task that stops; answers that of the task that goes on. */
uint32_t *next_task(uint32_t *sp) {
  tasks[current].sp = sp;
  current = (current + 1) % TASKS;
  count(&switches);
  return tasks[current].sp;
}

/* r4-r11 and, when the frame is an extended one, s16-s31 go onto the stack of the task. */
__attribute__((naked)) void on_pendsv(void) {
  __asm volatile(
      "mrs r0, psp\n"
      "tst lr, #16\n"
      "it eq\n vstmdbeq r0!, {s16-s31}\n"
      "stmdb r0!, {r4-r11, lr}\n"
      "bl next_task\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "tst lr, #16\n"
      "it eq\n vldmiaeq r0!, {s16-s31}\n"
      "msr psp, r0\n"
      "bx lr\n");
}

void on_systick(void) {
  count(&ticks);
  ICSR = PENDSVSET;
}

__attribute__((noreturn)) void report(void);

void serve(uint32_t *frame) {
  uint32_t number = ((uint8_t *)frame[6])[-2];
  if (number != 1) {
    frame[0] = frame[0] * frame[1] + number;
    return;
  }
  count(&yields);
  ICSR = PENDSVSET;
  if (done < TASKS || current != 0) return;
  SYST_CSR = 0;
  __asm volatile("msr msp, %0\n b report" ::"r"(ram_end));
}
__attribute__((naked)) void on_svc(void) {
  __asm volatile("tst lr, #4\n ite eq\n mrseq r0, msp\n mrsne r0, psp\n b serve\n");
}

static void yield(void) { __asm volatile("svc 1" ::: "memory"); }
static uint32_t ask(uint32_t a, uint32_t b) {
  register uint32_t r0 __asm("r0") = a, r1 __asm("r1") = b;
  __asm volatile("svc 7" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

/* Sixteen and more values that live in FP registers; every one shows if a switch loses it. */
static void work(uint32_t number) {
  float sum = 0, v[24];
  uint32_t seed = 1000 + number, expected = 0, asked = 0;
  for (int i = 0; i < 24; i++) v[i] = (float)(i + 1) * (number ? 0.5f : 0.25f);
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < 24; i++) v[i] = v[i] * 1.0009765625f + (float)(random_word(&seed) >> 28);
    for (int i = 0; i < 24; i++) sum += v[i] * (number ? 0.125f : 0.0625f);
    asked += ask((uint32_t)round, number + 3);
    expected += (uint32_t)round * (number + 3) + 7;
    if (round % 16 == 15) yield();
  }
  if (asked != expected) wrong++;
  results[number] = sum;
  done++;
  for (;;) yield();
}
static void first(void) { work(0); }
static void second(void) { work(1); }

static void make(task *t, void (*entry)(void)) {
  uint32_t *sp = t->stack + STACK_WORDS - 8;
  sp[6] = (uint32_t)entry & ~1u;
  sp[7] = 1u << 24;
  *--sp = 0xfffffffd;
  t->sp = sp - 8;
}

/* In thread mode, task 0 takes over this flow; the main stack is left to handlers. */
__attribute__((naked, noinline)) static void run_first(uint32_t *top, void (*entry)(void)) {
  __asm volatile("msr psp, r0\n movs r0, #2\n msr control, r0\n isb\n bx r1\n");
}

/* What is left of the stacks tells when the switches happened: it goes, but for what is in use. */
__attribute__((noinline)) static void wipe(void) {
  extern char heap_end[];
  uint32_t msp;
  __asm volatile("mrs %0, msp" : "=r"(msp));
  for (int i = 0; i < TASKS; i++) {
    tasks[i].sp = 0;
    for (int k = 0; k < STACK_WORDS; k++) tasks[i].stack[k] = 0;
  }
  for (uint32_t at = (uint32_t)heap_end; at < msp - 64; at += 4) REG(at) = 0;
}

/* Begins with an empty main stack, in the SVC handler. */
void report(void) {
  int enough = ticks == ENOUGH && switches == ENOUGH && yields == ENOUGH;
  say("results %.3f %.3f, wrong %d, enough switches %d\n", (double)results[0], (double)results[1], (int)wrong, enough);
  int failed = wrong != 0 || !enough;
  ticks = switches = yields = 0;
  wipe();
  finish(failed);
}

int main(void) {
  SHPR3 = 0xf0f00000;
  make(&tasks[0], first);
  make(&tasks[1], second);
  SYST_RVR = PERIOD - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
  run_first(tasks[0].stack + STACK_WORDS, first);
  return 1;
}
