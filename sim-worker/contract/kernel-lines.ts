/** What the lines of the kernel log mean, what they usually come from, and whether they are a sign of trouble: for the page and for tests. */

export type KernelLineMeaning = {
  /** A line that it is about. */
  readonly example: string;
  readonly pattern: RegExp;
  readonly means: string;
  /** The usual causes, or what to look at; may be empty. */
  readonly causes: string;
  /** Not said in a healthy life. */
  readonly trouble: boolean;
};

const fine = (pattern: RegExp, example: string, means: string, causes = ''): KernelLineMeaning => ({
  pattern,
  example,
  means,
  causes,
  trouble: false,
});
const bad = (pattern: RegExp, example: string, means: string, causes = ''): KernelLineMeaning => ({
  pattern,
  example,
  means,
  causes,
  trouble: true,
});

/** In the order of a life; the first that fits explains a line. */
export const kernelLineMeanings: readonly KernelLineMeaning[] = [
  fine(/Booting Linux/, 'Booting Linux on physical CPU 0x0', 'Linux begins.'),
  fine(
    /created DMA memory pool/,
    'Reserved memory: created DMA memory pool at 0x10042000, size 16 KiB',
    'Memory that Linux keeps for sharing with the M4; here lie the buffers of messages.',
  ),
  fine(
    /reserved mem: initialized node/,
    'OF: reserved mem: initialized node vdev0buffer@10042000, compatible id shared-dma-pool',
    'The device tree gives this memory to the remote processor.',
  ),
  fine(
    /mailbox_test .*Successfully registered/,
    'mailbox_test 10046000.mailbox-test: Successfully registered',
    'The test client for the mailbox is there, in debugfs.',
  ),
  fine(
    /m4 is available$/,
    'remoteproc remoteproc0: m4 is available',
    'Linux knows the M4 and can start it.',
    'The driver stm32_rproc found its node in the device tree.',
  ),
  fine(
    /ipcc rev:.*enabled/,
    'stm32-ipcc 4c001000.mailbox: ipcc rev:1.0 enabled, 6 chans, proc 0',
    'The mailbox driver is up on the side of Linux.',
  ),
  fine(/wdg irq registered/, 'stm32-rproc 10000000.m4: wdg irq registered', 'Linux will hear of a watchdog of the M4.'),
  fine(
    /powering up /,
    'remoteproc remoteproc0: powering up m4',
    'Somebody wrote start: Linux begins to load the firmware. The M4 does not run yet.',
  ),
  fine(
    /Booting fw image/,
    'remoteproc remoteproc0: Booting fw image a.elf, size 12345',
    'The file was found and looks like an ELF file; its segments and its resource table come next.',
  ),
  fine(
    /assigned reserved memory node/,
    'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
    'The 512-byte buffers of rpmsg will lie in this memory.',
  ),
  fine(
    /rpmsg host is online/,
    'virtio_rpmsg_bus virtio0: rpmsg host is online',
    'Linux has made both rings and filled one with empty buffers. Announcements of the M4 can come.',
  ),
  fine(
    /registered \S+ \(type 7\)/,
    'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
    'The resource table offers an rpmsg device, and Linux has taken it. status is now 7: DRIVER_OK.',
  ),
  bad(
    /registered \S+ \(type/,
    'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 3)',
    'The resource table has a virtio device that is not rpmsg (type 7).',
    'No driver for rpmsg will come up on it.',
  ),
  fine(
    /is now up$/,
    'remoteproc remoteproc0: remote processor m4 is now up',
    'The write of start has returned. The M4 has run since shortly before; whether its program is well is not said.',
  ),
  fine(
    /creating channel/,
    'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400',
    'The M4 has announced a service. A driver that knows this name now makes a device, for rpmsg-tty /dev/ttyRPMSG0.',
    'If no device follows, no driver is loaded for that very name.',
  ),
  fine(
    /destroying channel/,
    'virtio_rpmsg_bus virtio0: destroying channel rpmsg-tty addr 0x400',
    'The M4 has taken a service back; its device goes.',
  ),
  fine(
    /stopped remote processor/,
    'remoteproc remoteproc0: stopped remote processor m4',
    'The M4 is held in reset again. Rings and devices are gone.',
  ),
  fine(
    /attaching to /,
    'remoteproc remoteproc0: attaching to m4',
    'The M4 ran already when Linux came up; Linux joins without loading anything.',
    'U-Boot has started the firmware.',
  ),
  fine(
    /is now attached$/,
    'remoteproc remoteproc0: remote processor m4 is now attached',
    'Linux uses the resource table of the M4 that runs.',
  ),
  fine(
    /detached remote processor/,
    'remoteproc remoteproc0: detached remote processor m4',
    'Linux has let go; the M4 runs on.',
  ),
  fine(
    /Synchronizing with early booted/,
    'remoteproc remoteproc0: Synchronizing with early booted co-processor',
    'ST’s kernel joins an M4 that U-Boot has started.',
  ),
  bad(
    /Direct firmware load for .* failed/,
    'remoteproc remoteproc0: Direct firmware load for a.elf failed with error -2',
    'There is no file of this name in /lib/firmware.',
    'The name in the file firmware is wrong, or the file was not copied. No path belongs before the name.',
  ),
  bad(
    /request_firmware failed/,
    'remoteproc remoteproc0: request_firmware failed: -2',
    'The file could not be read; the line before says why.',
  ),
  bad(
    /Boot failed: -/,
    'remoteproc remoteproc0: Boot failed: -22',
    'The start was given up and everything is as before. The number is what the write to state returns: -2 no file, -12 no memory that fits, -22 something in the file is wrong.',
    'The reason is in the lines above.',
  ),
  bad(
    /Image is too small/,
    'remoteproc remoteproc0: Image is too small',
    'The file is shorter than its own header says: no ELF file, or a damaged one.',
    'A .bin, .hex or text file in place of the .elf; a copy that was cut off; an ELF of 64 bit.',
  ),
  bad(
    /bad magic/,
    'remoteproc remoteproc0: Image is corrupted (bad magic)',
    'The file does not begin with 7F 45 4C 46: it is no ELF file.',
    'A .bin or .hex in place of the .elf, or a signed container that this driver does not take.',
  ),
  bad(
    /Unsupported class/,
    'remoteproc remoteproc0: Unsupported class: 3',
    'The ELF header names neither 32 nor 64 bit.',
    'The file is damaged.',
  ),
  bad(
    /elf64 header is too small/,
    'remoteproc remoteproc0: elf64 header is too small',
    'The file says it is of 64 bit and is too short for that.',
    'The file is damaged.',
  ),
  bad(
    /firmware endianness/,
    'remoteproc remoteproc0: Unsupported firmware endianness',
    'The file is big-endian; both sides of the chip are little-endian.',
    'Built with -mbig-endian, or for another processor.',
  ),
  bad(
    /No loadable segments/,
    'remoteproc remoteproc0: No loadable segments',
    'The file has no program headers: nothing says what goes where.',
    'An object file or library that was not linked.',
  ),
  bad(
    /Firmware size is too small/,
    'remoteproc remoteproc0: Firmware size is too small',
    'The program headers lie behind the end of the file.',
    'A copy that was cut off.',
  ),
  bad(
    /bad phdr da/,
    'remoteproc remoteproc0: bad phdr da 0x8000000 mem 0x298',
    'A segment goes to an address that is no memory of the M4 for Linux.',
    'Linked for flash at 0x08000000 as on other STM32, or for addresses that the device tree does not give away; also a segment that reaches over the end of a region.',
  ),
  bad(
    /bad phdr filesz/,
    'remoteproc remoteproc0: bad phdr filesz 0x10 memsz 0x8',
    'A segment has more bytes in the file than room in memory.',
    'The file is damaged, or a tool has changed it.',
  ),
  bad(
    /truncated fw/,
    'remoteproc remoteproc0: truncated fw: need 0x1234 avail 0x1000',
    'A segment’s bytes end behind the end of the file.',
    'The copy was cut off: compare its size with the original.',
  ),
  bad(
    /Failed to load program segments/,
    'remoteproc remoteproc0: Failed to load program segments: -22',
    'At least one segment could not be put into memory; the line before names it.',
  ),
  bad(
    /no resource table found/,
    'remoteproc remoteproc0: no resource table found for this firmware',
    'Linux starts the program, but makes no rings, no rpmsg and no trace0 for it.',
    'The section .resource_table is missing, empty or thrown away by the linker (KEEP), or the line before says what is wrong with it.',
  ),
  bad(
    /resource table truncated$/,
    'stm32-rproc 10000000.m4: resource table truncated',
    'The section .resource_table reaches over the end of the file.',
    'The file is damaged.',
  ),
  bad(
    /header-less resource table/,
    'stm32-rproc 10000000.m4: header-less resource table',
    'The section .resource_table has fewer than 16 bytes.',
    'The table was optimised away, or the link script puts nothing in.',
  ),
  bad(
    /unsupported fw ver/,
    'stm32-rproc 10000000.m4: unsupported fw ver: 0',
    'The first word of the resource table is not 1.',
    'The section has no content in the file (NOBITS), or something else stands in it.',
  ),
  bad(
    /: non zero reserved bytes/,
    'stm32-rproc 10000000.m4: non zero reserved bytes',
    'Reserved words in the head of the resource table are not 0.',
    'Another layout of the table, or not packed.',
  ),
  bad(
    /resource table incomplete/,
    'stm32-rproc 10000000.m4: resource table incomplete',
    'The table says that it has more entries than its section has room for.',
    'num in the header is wrong.',
  ),
  bad(
    /rsc table is truncated/,
    'remoteproc remoteproc0: rsc table is truncated',
    'An entry of the resource table lies behind its end.',
    'An offset in the head of the table is wrong.',
  ),
  fine(
    /unsupported vendor resource/,
    'remoteproc remoteproc0: unsupported vendor resource 128',
    'An entry is of a vendor’s type that no driver here knows; it is passed over.',
  ),
  bad(
    /unsupported resource/,
    'remoteproc remoteproc0: unsupported resource 9',
    'An entry is of an unknown type; it is passed over.',
  ),
  bad(
    /(vdev|trace|carveout) rsc is truncated/,
    'remoteproc remoteproc0: vdev rsc is truncated',
    'An entry is longer than what is left of the table.',
    'Number of vrings or config length of the entry are wrong.',
  ),
  bad(
    /rsc has non zero reserved bytes/,
    'remoteproc remoteproc0: trace rsc has non zero reserved bytes',
    'Reserved fields of an entry are not 0.',
    'Another layout of the entry, or fields out of place.',
  ),
  bad(/too many vrings/, 'remoteproc remoteproc0: too many vrings: 3', 'A virtio device asks for more than two rings.'),
  bad(
    /invalid qsz/,
    'remoteproc remoteproc0: invalid qsz (0) or alignment (16)',
    'A ring has no descriptors or no alignment.',
    'num or align of a vring is 0 in the resource table.',
  ),
  bad(
    /Carveout already associated/,
    'remoteproc remoteproc0: Carveout already associated to resource table',
    'Two entries name the same memory region.',
  ),
  bad(
    /doesn.t fit len request/,
    "remoteproc remoteproc0: Registered carveout doesn't fit len request",
    'The table asks for more room than the memory region of that name has.',
    'num or align of a vring too large, or a carveout longer than its region.',
  ),
  bad(
    /doesn.t fit da request/,
    "remoteproc remoteproc0: Registered carveout doesn't fit da request",
    'The table asks for an address outside of the memory region of that name.',
    'A fixed ring address of another board or memory map.',
  ),
  bad(
    /Unable to allocate carveout/,
    'remoteproc remoteproc0: Unable to allocate carveout vdev0vring0: -12',
    'A carveout could not be had at the address that the table wants.',
  ),
  bad(
    /Failed to process resources/,
    'remoteproc remoteproc0: Failed to process resources: -22',
    'An entry of the resource table was refused; the line before says which check failed.',
  ),
  bad(
    /Failed to allocate associated carveouts/,
    'remoteproc remoteproc0: Failed to allocate associated carveouts: -12',
    'Memory for the table’s entries could not be had; the line before names the one.',
  ),
  bad(
    /can't load resource table/,
    "remoteproc remoteproc0: can't load resource table: -22",
    'Linux cannot read the table of an M4 that runs already.',
    'TAMP_BKP17R does not point to a table.',
  ),
  bad(
    /can't translate da/,
    "stm32-rproc 10000000.m4: can't translate da 30000000",
    'An address is in no memory region: Linux cannot see what lies there.',
    'A trace buffer or table outside of RETRAM and SRAM.',
  ),
  bad(
    /failed to prepare subdevices/,
    'remoteproc remoteproc0: failed to prepare subdevices for m4: -110',
    'The peripherals for the M4 could not be prepared; the start is given up.',
    'A clock or pin of the resource manager’s nodes is wrong or taken.',
  ),
  bad(
    /failed to bind/,
    'rproc-srm-core mlahb:m4@10000000:m4_system_resources: failed to bind one or more system resource device(s)',
    'A peripheral for the M4 was not ready in time.',
    'Its pins are used by Linux too, or its node in the device tree is wrong.',
  ),
  fine(
    /shutdown without ack/,
    'stm32-rproc 10000000.m4: warning: remote FW shutdown without ack',
    'The M4 did not answer the shutdown bell on channel 3 within half a second, and was stopped all the same.',
    'Most firmware ignores this bell; that does no harm, it only takes the half second.',
  ),
  fine(
    /remote FW \w+ without ack/,
    'stm32-rproc 10000000.m4: warning: remote FW detach without ack',
    'The M4 did not answer the detach bell within 200 ms.',
    'The firmware does not handle it.',
  ),
  bad(
    /can't (stop|detach from) rproc/,
    "remoteproc remoteproc0: can't stop rproc: -16",
    'The M4 could not be stopped.',
  ),
  bad(
    /mbox_send_message.*-62/,
    'stm32-rproc 10000000.m4: mbox_send_message timeout: -62',
    'A bell was not acknowledged in time.',
    'The M4 does not clear the flag of that channel.',
  ),
  bad(
    /Try increasing MBOX_TX_QUEUE_LEN/,
    'stm32-ipcc 4c001000.mailbox: Try increasing MBOX_TX_QUEUE_LEN',
    'Twenty bells wait already because the M4 does not acknowledge the first: the newest is thrown away. Its letter lies in the ring all the same.',
    'The channel is never acknowledged, or the M4 is stopped or too slow. A longer queue does not help.',
  ),
  bad(
    /crash detected in/,
    'remoteproc remoteproc0: crash detected in m4: type watchdog',
    'Linux was told that the M4 has crashed.',
    'The watchdog of the M4 ran out, or somebody wrote to crash.',
  ),
  bad(
    /handling crash #/,
    'remoteproc remoteproc0: handling crash #1 in m4',
    'Linux begins to recover: core dump, stop, start.',
  ),
  fine(/recovering /, 'remoteproc remoteproc0: recovering m4', 'The M4 is stopped and the firmware loaded anew.'),
  fine(
    /Ramdump done/,
    'remoteproc remoteproc0: Ramdump done, 4096 bytes read',
    'Somebody has read the core dump to its end.',
  ),
  bad(
    /invalid copy request/,
    'remoteproc remoteproc0: invalid copy request for segment 0x00000000 with offset 0 and size 4)',
    'A part of the core dump could not be read.',
  ),
  bad(
    /can't change firmware while running/,
    "remoteproc remoteproc0: can't change firmware while running",
    'The name of the firmware can only be written while the M4 is stopped.',
    'echo stop first.',
  ),
  bad(
    /empty string for firmware/,
    "remoteproc remoteproc0: can't provide empty string for firmware name",
    'An empty name was written to firmware.',
  ),
  bad(
    /Unrecogni[sz]ed option/,
    'remoteproc remoteproc0: Unrecognised option: foo',
    'That word is not known here.',
    'state takes start, stop and detach; recovery takes enabled, disabled and recover.',
  ),
  bad(
    /msg received with no recipient/,
    'virtio_rpmsg_bus virtio0: msg received with no recipient',
    'The M4 sent to an address that no endpoint in Linux has; the message is lost.',
    'The tty was closed or its driver is gone; the M4 answers to an old address, or sends before it knows one.',
  ),
  bad(
    /inbound msg too big/,
    'virtio_rpmsg_bus virtio0: inbound msg too big: (512, 600)',
    'Length in a header or used entry is larger than the buffer; the message is dropped.',
    'The M4 writes the wrong length, or writes over the header.',
  ),
  bad(
    /no used buffer \?/,
    'virtio_rpmsg_bus virtio0: uhm, incoming signal, but no used buffer ?',
    'The M4 rang and has returned no buffer.',
    'The bell was rung before used.idx was written, without a barrier, or twice. The first one after a start is normal.',
  ),
  bad(
    /message is too big/,
    'virtio_rpmsg_bus virtio0: message is too big (600)',
    'Linux will not send more than 496 bytes in one message.',
    'Write in smaller pieces.',
  ),
  bad(
    /invalid addr/,
    'virtio_rpmsg_bus virtio0: invalid addr (src 0x0, dst 0xffffffff)',
    'A message has no address to go to.',
    'The endpoint has no partner yet.',
  ),
  bad(
    /virtqueue_add_outbuf failed/,
    'virtio_rpmsg_bus virtio0: virtqueue_add_outbuf failed: -5',
    'The ring to the M4 is marked as broken: nothing goes out any more.',
    'A line with “is not a head” or “out of range” came before: the M4 returned a wrong descriptor.',
  ),
  bad(
    /failed to add a virtqueue buffer/,
    'virtio_rpmsg_bus virtio0: failed to add a virtqueue buffer: -5',
    'An empty buffer could not be given to the M4.',
    'The ring is marked as broken.',
  ),
  bad(
    /:id \d+ out of range/,
    'virtio_rpmsg_bus virtio0: input:id 40 out of range',
    'The M4 returned a descriptor that does not exist. Linux uses this ring no more.',
    'The used entry was overwritten, or is written with another number.',
  ),
  bad(
    /is not a head!/,
    'virtio_rpmsg_bus virtio0: output:id 3 is not a head!',
    'The M4 returned a descriptor that Linux had not given. Linux uses this ring no more.',
    'The same buffer was returned twice.',
  ),
  bad(
    /malformed ns msg/,
    'virtio_rpmsg_bus virtio0: malformed ns msg (12)',
    'An announcement was not 40 bytes long.',
    'RPMSG_NAME_SIZE of the firmware is not 32, or something else was sent to address 53.',
  ),
  bad(
    /rpmsg_create_channel failed/,
    'virtio_rpmsg_bus virtio0: rpmsg_create_channel failed',
    'An announced service got no channel.',
    'It exists already: announced twice with the same addresses.',
  ),
  bad(
    /rpmsg_destroy_channel failed/,
    'virtio_rpmsg_bus virtio0: rpmsg_destroy_channel failed: -22',
    'A service was taken back that Linux does not know.',
  ),
  bad(
    /already exist$/,
    'virtio_rpmsg_bus virtio0: channel rpmsg-tty:ffffffff:400 already exist',
    'The same service with the same addresses was announced before.',
    'The firmware announces twice, or was started without Linux’ knowledge.',
  ),
  bad(
    /tty_prepare_flip_string/,
    'rpmsg_tty virtio0.rpmsg-tty.-1.1024: No memory for tty_prepare_flip_string',
    'The tty has no room for what the M4 sent; the bytes are lost.',
    'Nobody reads the tty.',
  ),
  bad(
    /Trunc buffer/,
    'rpmsg_tty virtio0.rpmsg-tty.-1.1024: Trunc buffer from 400 to 100',
    'The tty had room for a part only; the rest is lost.',
    'Nobody reads the tty, or too slowly.',
  ),
  fine(
    /new channel: 0x/,
    'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1024: new channel: 0x400 -> 0x400!',
    'A driver has taken the channel: the left address is that of Linux, the right one that of the M4.',
  ),
  fine(
    /incoming msg \d+/,
    'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1024: incoming msg 1 (src: 0x400)',
    'The sample driver counts an answer of the M4.',
  ),
  fine(
    /goodbye!/,
    'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1024: goodbye!',
    'The sample driver has had its hundred answers.',
  ),
  bad(
    /rpmsg_send failed/,
    'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1024: rpmsg_send failed: -12',
    'A driver could not send.',
    '-12 or -512: no buffer came back within 15 s; the M4 keeps them.',
  ),
  bad(
    /Message could not be sent|Failed to send message via mailbox/,
    'mailbox-test: Client: Message could not be sent: -62',
    'The test client’s bell was not acknowledged in time.',
  ),
  bad(
    /Unsupported ioctl/,
    'remoteproc remoteproc0: Unsupported ioctl',
    'The remoteproc device does not know that ioctl.',
  ),
  bad(
    /coredump configuration/,
    'remoteproc remoteproc0: Invalid coredump configuration',
    'The kind of core dump cannot be set so.',
    'It takes disabled, enabled and inline, and not while a crash is handled.',
  ),
  fine(
    /buffer already mapped/,
    'rproc-virtio rproc-virtio.0.auto: vdev 0 buffer already mapped',
    'The buffers have their memory already, from a start before.',
  ),
  fine(
    /client driver is removed/,
    'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1024: rpmsg sample client driver is removed',
    'The sample driver has let its channel go.',
  ),
];

/** `text`: a line without its time; undefined: nothing is known about it. */
export const kernelLineMeaning = (text: string): KernelLineMeaning | undefined =>
  kernelLineMeanings.find(({ pattern }) => pattern.test(text));
