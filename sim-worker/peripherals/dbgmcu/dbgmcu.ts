/** Debug support: device identity and freeze bits. */

import { Block } from '../../kernel/block';
import { RegisterFile } from '../../kernel/register-file';
import { dbgmcuMap } from './dbgmcu.regs';

export class Dbgmcu extends Block<typeof dbgmcuMap> {
  readonly registers = new RegisterFile(dbgmcuMap);
}
