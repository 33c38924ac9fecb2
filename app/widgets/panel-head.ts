/** Where a docked panel puts its subtitle and actions: into the line that already shows its title. */
import { createContext } from 'react';

/** The element in the dock's head that is free for the panel in front; undefined: the panel draws its own head. */
export const PanelHeadSlot = createContext<HTMLElement | undefined>(undefined);
