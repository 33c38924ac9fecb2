/** The three ways to name the two sides: as Linux and M4, as host and remote, or by who sends and who receives. */

export const roleNames = ['names', 'roles', 'rx-tx'] as const;
export type RoleName = (typeof roleNames)[number];

export const roleLabels: Readonly<Record<RoleName, string>> = {
  names: 'Linux / M4',
  roles: 'host / remote',
  'rx-tx': 'rx / tx',
};
/** What the switch does, for its tooltip. */
export const roleSentences: Readonly<Record<RoleName, string>> = {
  names: 'Each side by its own name',
  roles: 'As OpenAMP says it: Linux is the host (driver), the M4 the remote (device)',
  'rx-tx': 'As each side calls it: what is TX on one is RX on the other',
};

/** Writes a text of ours, which says Linux and M4, with the chosen names. */
export function sayAs(role: RoleName, text: string): string {
  switch (role) {
    case 'names':
      return text;
    case 'roles':
      return asRoles(text);
    case 'rx-tx':
      return text.replaceAll('M4 → Linux', 'M4 TX → Linux RX').replaceAll('Linux → M4', 'Linux TX → M4 RX');
  }
}

function asRoles(text: string): string {
  if (text === 'Linux') return 'host';
  if (text === 'M4') return 'remote';
  return text
    .replaceAll('M4 → Linux', 'remote → host')
    .replaceAll('Linux → M4', 'host → remote')
    .replace(/^(The )?M4\b/, (_, article) => (article === undefined ? 'Remote' : 'The remote'))
    .replace(/^Linux\b/, 'Host')
    .replace(/([.:] )Linux\b/g, '$1The host')
    .replace(/\bM4\b/g, 'remote')
    .replace(/\bLinux\b/g, 'the host');
}
