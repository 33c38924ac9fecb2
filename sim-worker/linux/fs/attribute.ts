/** Files of sysfs, debugfs and procfs: text made when it is read, and a command when it is written. */
import type { Plain } from '../../kernel/snapshot';
import { EIO } from './errno';
import { decodeText, encodeText } from './text';
import { type Answer, type FileOperations, type OpenFile, value } from './vfs';

export type Attribute = {
  /** The whole text, or a positive errno. Asked once per open file, at the first read, as seq_file does. */
  readonly show?: (device: Plain) => string | number;
  /** One write with everything in it. Answers as any write; `value(text.length)` when all is well. */
  readonly store?: (text: string, file: OpenFile) => Answer<number>;
};

/** The operations of a family of such files; `device` tells which one is meant. Without `show` or `store`: EIO. */
export function attributeOperations({ show, store }: Attribute): FileOperations {
  return {
    read: (file, length) => {
      if (show === undefined) return { kind: 'error', errno: EIO };
      if (file.position === 0 || typeof file.private !== 'string') {
        const text = show(file.device);
        if (typeof text === 'number') return { kind: 'error', errno: text };
        file.private = text;
      }
      return value(encodeText(String(file.private)).slice(file.position, file.position + length));
    },
    write: (file, bytes) => {
      if (store === undefined) return { kind: 'error', errno: EIO };
      const answer = store(decodeText(bytes), file);
      // The text that `store` knows is shorter than the bytes where it has letters beyond ASCII.
      return answer.kind === 'value' && answer.value > 0 ? value(bytes.length) : answer;
    },
  };
}
