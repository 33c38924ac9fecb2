/** The rules at which a run stops, with their counts. */
import type { Builder } from './context';

export const stops: Builder<'stops'> = ({ target }) => target.stops.view();
