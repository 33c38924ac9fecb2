/** Lets the user save bytes as a file, where the browser puts downloads. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun, or never will.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
