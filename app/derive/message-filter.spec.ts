/** The search line of the message list. */
import { describe, expect, it } from 'vitest';
import { filterKeys, parseFilter, toggled } from './message-filter';

describe('the search line', () => {
  it.each([
    ['hello world', { text: 'hello world' }],
    ['tty:1 hello', { port: 1, text: 'hello' }],
    ['ch:2', { channel: 2 }],
    ['ep:0x400 ch:1', { endpoint: 0x400, channel: 1 }],
    ['slower:50us', { slowerThan: 50_000 }],
    ['slower:1.5ms', { slowerThan: 1_500_000 }],
    ['slower:7', { slowerThan: 7_000 }],
    ['way:round is:faulty', { way: 'round', faulty: true }],
    ['http://x', { text: 'http://x' }],
    ['', {}],
  ])('%s', (line, filter) => {
    expect(parseFilter(line)).toEqual({ filter, wrong: '' });
  });

  it.each(['tty:x', 'slower:soon', 'way:up'])('says that %s means nothing, and what would', (line) => {
    expect(parseFilter(line).filter).toEqual({});
    expect(parseFilter(line).wrong).toMatch(/try \w+:/);
  });

  it('understands every example of its own menu', () => {
    for (const { example } of filterKeys) expect(parseFilter(example).wrong).toBe('');
  });

  it('takes a part in and out again, one of each key', () => {
    expect(toggled('hello', 'tty:0')).toBe('hello tty:0');
    expect(toggled('hello tty:0', 'tty:0')).toBe('hello');
    expect(toggled('way:round', 'way:to-m4')).toBe('way:to-m4');
  });
});
