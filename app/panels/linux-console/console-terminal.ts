/** The terminal of the Linux console: what Linux printed, and behind it the line that is being typed. */
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import type { ConsoleText } from '../../stores/console-mirror';
import { applyCompletion, type Completion, type EditLine, emptyLine, keysOf, pressKey } from './line-editor';

export type ConsoleWiring = {
  readonly send: (text: string) => void;
  readonly complete: (text: string, cursor: number) => Promise<Completion | undefined>;
};

export class ConsoleTerminal {
  private readonly terminal: Terminal;
  private readonly fitting = new FitAddon();
  private readonly observer: ResizeObserver;
  private readonly host: HTMLElement;
  private readonly wiring: ConsoleWiring;
  private line: EditLine = emptyLine;
  /** Characters of the console that were written, counted from its beginning. */
  private written = 0;
  private generation = -1;
  /** The last line that Linux printed. */
  private prompt = '';
  /** Its length: where the edited line begins. */
  private promptLength = 0;
  /** How many rows below its beginning the cursor of the edited line stands. */
  private cursorRow = 0;
  private isOver = false;

  constructor(host: HTMLElement, wiring: ConsoleWiring) {
    this.host = host;
    this.wiring = wiring;
    this.terminal = new Terminal({
      fontFamily: getComputedStyle(host).getPropertyValue('--font-mono'),
      fontSize: 11,
      lineHeight: 1.4,
      cursorStyle: 'block',
      cursorInactiveStyle: 'outline',
      convertEol: true,
      scrollback: 5_000,
      overviewRuler: { width: 8 },
      screenReaderMode: true,
      macOptionIsMeta: true,
      theme: themeOf(host),
    });
    this.terminal.loadAddon(this.fitting);
    this.terminal.open(host);
    this.terminal.attachCustomKeyEventHandler((event) => this.mayHandle(event));
    this.terminal.onData((data) => this.typed(data));
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(host);
    this.fit();
  }

  /** Shows everything that was printed since the last call. */
  show({ text, dropped, generation }: ConsoleText): void {
    const end = dropped + text.length;
    const anew = generation !== this.generation || this.written < dropped || this.written > end;
    if (!anew && this.written === end) return;
    const fresh = anew ? text : text.slice(this.written - dropped);
    this.generation = generation;
    this.written = end;
    if (anew) {
      this.terminal.reset();
      this.cursorRow = 0;
    }
    const erased = anew ? '' : this.toLineStart();
    this.prompt = text.slice(text.lastIndexOf('\n') + 1);
    this.promptLength = visibleLength(this.prompt);
    this.terminal.write(erased + fresh + this.drawnLine(), () => this.terminal.scrollToBottom());
  }

  recolour(): void {
    this.terminal.options.theme = themeOf(this.host);
  }

  focus(): void {
    this.terminal.focus();
  }

  /** xterm draws what is still to be written even when it is gone, and stumbles: it goes behind the last piece. */
  dispose(): void {
    this.isOver = true;
    this.observer.disconnect();
    this.terminal.write('', () => this.terminal.dispose());
  }

  private fit(): void {
    // A covered panel has no size; fitting it would leave a terminal of two columns.
    if (this.host.clientWidth < 20 || this.host.clientHeight < 20) return;
    const before = this.terminal.cols;
    this.fitting.fit();
    if (this.terminal.cols !== before) this.cursorRow = this.place(this.line.cursor).row;
  }

  /** Keys that belong to the page, and copying, are left to the browser. */
  private mayHandle(event: KeyboardEvent): boolean {
    if (/^F\d+$/.test(event.key) || (event.key === 'Enter' && event.altKey)) return false;
    if (event.key === 'Tab') {
      if (event.shiftKey || this.line.text === '') return false;
      // With a screen reader's rows xterm would let the focus go on as well.
      event.preventDefault();
    }
    const copying = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && this.terminal.hasSelection();
    return !copying;
  }

  /** Takes everything first and draws once: a long paste drawn key by key would choke the terminal. */
  private typed(data: string): void {
    const erased = this.toLineStart();
    for (const key of keysOf(data)) {
      if (key === '\u000c') {
        this.terminal.clear();
        continue;
      }
      if (key === '\t') {
        this.complete();
        continue;
      }
      const { line, send } = pressKey(this.line, key);
      this.line = line;
      if (send !== undefined) this.wiring.send(send);
    }
    this.terminal.write(erased + this.drawnLine());
  }

  /** The answer counts only while the line is as it was; several choices are shown above it. */
  private complete(): void {
    const asked = this.line;
    void this.wiring.complete(asked.text, asked.cursor).then((found) => {
      if (found === undefined || this.line !== asked || this.isOver) return;
      const erased = this.toLineStart();
      const { line, choices } = applyCompletion(asked, found);
      this.line = line;
      const names = choices.map((word) => word.replace(/^.*\/(?=.)/, '')).join('  ');
      this.terminal.write(`${erased}${names === '' ? '' : `\r\u001b[J${names}\r\n${this.prompt}`}${this.drawnLine()}`);
    });
  }

  /** Moves to where the edited line begins and clears from there. */
  private toLineStart(): string {
    const up = this.cursorRow === 0 ? '' : `\u001b[${this.cursorRow}A`;
    const { column } = this.place(0);
    this.cursorRow = 0;
    return `${up}\r${column === 0 ? '' : `\u001b[${column}C`}\u001b[J`;
  }

  /** The edited line and its cursor, drawn from where the cursor stands now. */
  private drawnLine(): string {
    const { text, cursor } = this.line;
    if (text === '') {
      this.cursorRow = 0;
      return '';
    }
    const end = this.place(text.length);
    const here = this.place(cursor);
    this.cursorRow = here.row;
    // At the right margin a terminal waits with the wrap; a space and a return make it happen.
    const wrap = end.column === 0 ? ' \r' : '';
    const up = end.row === here.row ? '' : `\u001b[${end.row - here.row}A`;
    return `${text}${wrap}${up}\r${here.column === 0 ? '' : `\u001b[${here.column}C`}`;
  }

  private place(offset: number): { readonly row: number; readonly column: number } {
    const { cols } = this.terminal;
    const start = this.promptLength % cols;
    return { row: Math.floor((start + offset) / cols), column: (start + offset) % cols };
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with ESC
const visibleLength = (line: string): number => line.replace(/\u001b\[[0-9;]*m/g, '').length;

/** The terminal in ink and paper: log levels are not coloured, for hue means owner. */
function themeOf(host: HTMLElement): ITheme {
  const style = getComputedStyle(host);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const [text, dim, ink, paper] = [token('--term-text'), token('--term-dim'), token('--ink'), token('--surface')];
  return {
    background: paper,
    scrollbarSliderBackground: token('--line'),
    scrollbarSliderHoverBackground: token('--line-strong'),
    scrollbarSliderActiveBackground: token('--line-strong'),
    overviewRulerBorder: paper,
    foreground: text,
    cursor: ink,
    cursorAccent: paper,
    selectionBackground: ink,
    selectionForeground: paper,
    black: text,
    red: text,
    green: text,
    yellow: text,
    blue: text,
    magenta: text,
    cyan: text,
    white: text,
    brightBlack: dim,
    brightRed: ink,
    brightGreen: ink,
    brightYellow: ink,
    brightBlue: ink,
    brightMagenta: ink,
    brightCyan: ink,
    brightWhite: ink,
  };
}
