/** Which names the two sides have on the page now: every drawing and panel writes its labels through `useSay`. */
import { createContext, useContext, useMemo } from 'react';
import { type RoleName, sayAs } from '../derive/roles';

export const RoleContext = createContext<RoleName>('names');

/** Renames Linux and M4 in a label as the user chose. */
export function useSay(): (text: string) => string {
  const role = useContext(RoleContext);
  return useMemo(() => (text) => sayAs(role, text), [role]);
}
