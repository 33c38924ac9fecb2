/** /dev/remoteproc0: its ioctls, and what closing it does to the M4. Source: drivers/remoteproc/remoteproc_cdev.c. */
import { describe, expect, it } from 'vitest';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';

const device = '/dev/remoteproc0';
const onRelease = 'rprocctl shutdown-on-release';
const lives = (bench: LinuxBench, milliseconds = 700): string => bench.run(milliseconds).machine.linux.rprocState;

describe('shutdown on release', () => {
  it('is off, and can be asked through a descriptor of the shell', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`exec 3> ${device}; ${onRelease} show <&3`)).toBe('off\n');
    expect(bench.shell(`${onRelease} on <&3; ${onRelease} show <&3`)).toBe('on\n');
    expect(bench.shell(`${onRelease} off <&3; ${onRelease} show <&3`)).toBe('off\n');
  });

  it('the M4 runs as long as the descriptor is open', () => {
    const bench = new LinuxBench();
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; echo -n start >&3`);
    expect(lives(bench)).toBe('running');
    bench.shell('exec 3>&-');
    expect(lives(bench)).toBe('offline');
    expect(bench.dmesg('stopped')).toEqual(['remoteproc remoteproc0: stopped remote processor m4']);
  });

  it('a start by echo, which closes at once, is followed by the stop', () => {
    const bench = new LinuxBench();
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; echo -n start > ${device}`);
    expect(bench.dmesg('is now up')).toHaveLength(1);
    expect(lives(bench)).toBe('offline');
  });

  it('off again, nothing happens', () => {
    const bench = new LinuxBench().start();
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; ${onRelease} off <&3; exec 3>&-`);
    expect(lives(bench)).toBe('running');
  });

  it('an M4 that was started twice loses one of its users', () => {
    const bench = new LinuxBench().start();
    bench.shell('echo start > /sys/class/remoteproc/remoteproc0/state');
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; exec 3>&-`);
    expect(lives(bench)).toBe('running');
    expect(bench.machine.linux.view().powerCount).toBe(1);
  });

  it('an M4 that Linux attached to is let go, not stopped', () => {
    const bench = new LinuxBench(sleepingFirmware(), { uBootFirmware: sleepingFirmware() }).start();
    expect(lives(bench)).toBe('attached');
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; exec 3>&-`);
    expect(lives(bench)).toBe('detached');
  });

  it('a stop that is under way is waited for, and then there is nothing to do', () => {
    const bench = new LinuxBench().start();
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3`);
    bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state &', 1);
    bench.shell('exec 3>&-', 5);
    expect(lives(bench, 2_000)).toBe('offline');
    expect(bench.dmesg('stopped')).toEqual(['remoteproc remoteproc0: stopped remote processor m4']);
    expect(bench.start().machine.linux.rprocState).toBe('running');
  });

  it('a checkpoint keeps it', () => {
    const bench = new LinuxBench();
    bench.shell(`exec 3> ${device}; ${onRelease} on <&3; echo -n start >&3`);
    const checkpoint = bench.machine.checkpoint();
    bench.shell(`${onRelease} off <&3`);
    bench.machine.restore(checkpoint);
    bench.shell('exec 3>&-');
    expect(lives(bench)).toBe('offline');
  });
});

describe('rprocctl', () => {
  it('on, without a descriptor, holds the device until it is killed', () => {
    const bench = new LinuxBench().start();
    bench.shell(`${onRelease} on &`);
    expect(lives(bench)).toBe('running');
    expect(bench.machine.linux.view().tasks).toEqual([{ name: `${onRelease} on`, state: 'asleep in wait()' }]);
    bench.shell('kill %1');
    expect(lives(bench)).toBe('offline');
  });

  it.each([
    ['rprocctl', 'Usage: rprocctl shutdown-on-release on|off|show [DEVICE]'],
    [`${onRelease} on /dev/null`, 'rprocctl: Inappropriate ioctl for device'],
    [`${onRelease} on /dev/nothing`, "rprocctl: can't open '/dev/nothing': No such file or directory"],
  ])('%s: %s', (line, answer) => {
    expect(new LinuxBench().shell(line).split('\n')[0]).toBe(answer);
  });

  it('another ioctl is refused', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`stty -F ${device}`)).toBe(`stty: ${device}: Invalid argument\n`);
    expect(bench.dmesg('Unsupported')).toEqual(['remoteproc remoteproc0: Unsupported ioctl']);
  });

  it('generation A has no such device', () => {
    expect(new LinuxBench(undefined, { kernel: 'A' }).shell(`${onRelease} show`)).toBe(
      `rprocctl: can't open '${device}': No such file or directory\n`,
    );
  });
});
