@ Entry and exit of the harness: all registers of a case to memory and back. Offsets are those of `struct state`.
  .syntax unified
  .cpu cortex-m4
  .fpu fpv4-sp-d16
  .thumb

  .section .vectors, "a"
  .word handler_stack_top
  .word start
  .rept 14
  .word trap
  .endr

  .text
  .thumb_func
  .type trap, %function
trap:
  ldr r0, =after
  add r1, r0, #16
  stmia r1, {r4-r11}
  vmrs r1, fpscr
  str r1, [r0, #68]
  mrs r1, msp
  str r1, [r0, #72]
  mrs r2, control
  str r2, [r0, #76]
  mrs r2, primask
  str r2, [r0, #80]
  mrs r2, basepri
  str r2, [r0, #84]
  mrs r2, faultmask
  str r2, [r0, #88]
  add r2, r0, #128
  vstmia r2, {s0-s31}
  @ The frame lies on the stack that was in use.
  tst lr, #4
  ite eq
  moveq r0, r1
  mrsne r0, psp
  ldr r1, =handler_stack_top
  mov sp, r1
  mov r1, lr
  mrs r2, ipsr
  bl next

  ldr r0, =before
  ldr r1, [r0, #68]
  vmsr fpscr, r1
  add r1, r0, #128
  vldmia r1, {s0-s31}
  ldr r1, =frame_address
  ldr r1, [r1]
  msr psp, r1
  ldr r1, [r0, #72]
  msr msp, r1
  ldr r1, [r0, #76]
  and r1, r1, #1
  msr control, r1
  add r1, r0, #16
  ldmia r1, {r4-r11}
  @ To thread mode, process stack, basic frame.
  mvn lr, #2
  bx lr
