/** One-time-programmable words, read only. */

import { Block } from '../../kernel/block';
import { RegisterFile } from '../../kernel/register-file';
import { bsecMap } from './bsec.regs';

export class Bsec extends Block<typeof bsecMap> {
  readonly registers = new RegisterFile(bsecMap);
}
