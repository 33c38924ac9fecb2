/** The class that gives a mark its owner's colours. */
import type { Owner } from '../derive/words';
import styles from './owners.module.css';

export const ownerClass = (owner: Owner): string => styles[owner] ?? '';
/** Joins class names; what does not apply is left out. */
export const classes = (...names: readonly (string | false | undefined)[]): string =>
  names.filter((n) => n !== false && n !== undefined && n !== '').join(' ');
