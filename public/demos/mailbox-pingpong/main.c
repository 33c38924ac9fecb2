/* mailbox-pingpong: the bare mailbox without OpenAMP. Linux writes a request, the M4 overwrites it with an answer. */
int main(void) { for (;;) {} }
