/** The Tab key: what may stand for the word before the cursor. */
import { expect, it } from 'vitest';
import { Board } from './board.fixture';

const at = (text: string): readonly [number, readonly string[]] => {
  const board = new Board();
  board.script('cd /tmp; mkdir sub; touch sub/one sub/two .hidden plain; say() { :; }; SPEED=1');
  const { from, words } = board.shell.complete(text, text.length);
  return [from, words];
};

it.each([
  ['hexd', 0, ['hexdump']],
  ['sa', 0, ['say']],
  ['echo a | gre', 9, ['grep']],
  ['if true; then unam', 14, ['uname']],
  ['x=$(unam', 4, ['uname']],
  ['', 0, []],
  ['cat su', 4, ['sub/']],
  ['cat sub/', 4, ['sub/one', 'sub/two']],
  ['cat sub/o', 4, ['sub/one']],
  ['cat .', 4, ['.hidden']],
  ['ls ', 3, ['plain', 'sub/']],
  ['echo start > /sys/class/remoteproc/remoteproc0/s', 13, ['/sys/class/remoteproc/remoteproc0/state']],
  ['dd if=/dev/ze', 6, ['/dev/zero']],
  ['/tm', 0, ['/tmp/']],
  ['ls ~/', 3, []],
  ['echo $SPE', 5, ['$SPEED']],
  ['echo "${SPE', 6, ['${SPEED']],
  ['cat nothing', 4, []],
])('%s', (text, from, words) => {
  expect(at(text)).toEqual([from, words]);
});

it('completes in the middle of a line', () => {
  expect(new Board().shell.complete('una -a', 3)).toEqual({ from: 0, words: ['uname'] });
});
