/** The words of the C library for the errors that starting a remote processor can return. */
const words: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  5: 'Input/output error',
  8: 'Exec format error',
  12: 'Cannot allocate memory',
  14: 'Bad address',
  16: 'Device or resource busy',
  19: 'No such device',
  22: 'Invalid argument',
  27: 'File too large',
  28: 'No space left on device',
  75: 'Value too large for defined data type',
  110: 'Connection timed out',
};

export const errnoText = (errno: number): string => words[errno] ?? `Unknown error ${errno}`;
