/** Faults on purpose: what is armed, and how each stands. */
import { injectionsView } from '../injections';
import type { Builder } from './context';

export const injections: Builder<'injections'> = ({ target }) => injectionsView(target);
