/** Writes a region as one WebAssembly function. */
import type { SupportCalls } from '../emit/places';
import { handlerSignature } from '../support/imports';
import type { ModuleBuilder } from '../wasm/module';
import { Account } from './account';
import { Exits, testAtEntry } from './exits';
import { Flags } from './flags';
import { livenessOf } from './liveness';
import type { Region } from './region';
import { type Constants, RegionWriter } from './region-writer';
import { Registers } from './registers';

export function emitRegion(
  module: ModuleBuilder,
  calls: SupportCalls,
  region: Region,
  name: string,
  constants: Constants,
): void {
  const { code } = module.function(handlerSignature, name);
  const account = new Account(code, code.parameter(1));
  const parts = {
    code,
    account,
    registers: new Registers(code),
    flags: new Flags(code),
    calls,
  };
  const liveness = livenessOf(region);
  testAtEntry(parts, code.parameter(0), region.needFrom(0, 0));
  parts.registers.load(liveness.live[0]!, parts.flags);
  const floatReach = code.local('i32');
  const exits = new Exits(parts, liveness.dirty);
  const writer = new RegionWriter({ ...parts, region, liveness, exits, constants, floatReach });
  writer.floatStatusChanged();
  writer.write();
  exits.close();
}
