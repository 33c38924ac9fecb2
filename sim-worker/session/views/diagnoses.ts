/** What is wrong now, by the rules of `diagnose/`. */
import type { Builder } from './context';

export const diagnoses: Builder<'diagnoses'> = (context) => context.diagnoses();
