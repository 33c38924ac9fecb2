/** A sentence of the model or the page: what stands between backticks is code. */

export const CodeText = ({ text }: { readonly text: string }) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
  text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
