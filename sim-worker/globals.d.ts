/** The few things that Node, browsers and workers all offer and that the language's own library does not declare. */

declare function structuredClone<T>(value: T): T;
declare class TextDecoder {
  constructor(label?: string);
  decode(bytes?: Uint8Array): string;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
