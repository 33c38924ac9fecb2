/** sdbread: gets data through ST's rpmsg_sdb as a program of ST does: buffers in DDR, one eventfd each, sizes by ioctl. */
import { errnoText } from '../../fs/errno';
import { forBoth } from '../../fs/vfs';
import { type SdbArgument, sdbRequests } from '../../rpmsg/rpmsg-sdb';
import {
  again,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  program,
  refuse,
  sleepOn,
  tellUsage,
} from '../command';
import { readOptions } from './options';

const node = '/dev/rpmsg-sdb';
/** Bytes copied out of a buffer in one step. */
const piece = 65_536;
const usage =
  'Usage: sdbread [-n BUFFERS] [-s BYTES] TOTAL: bytes from the M4 to standard output; 3 buffers of 1 MiB when not given';

type Notes = {
  handle: number | undefined;
  /** Buffers that have an eventfd, and those that are mapped. */
  made: number;
  mapped: number;
  /** The buffer that is waited for or copied; bytes in it that are still to be copied, and where. */
  current: number;
  left: number;
  offset: number;
  total: number;
};
type Wishes = { readonly buffers: number; readonly size: number; readonly total: number };

function wishesOf(io: CommandIo): Wishes | undefined {
  const { values, rest, problem } = readOptions(io.args, 'n:s:');
  const wishes = {
    buffers: Number(values.get('n') ?? 3),
    size: Number(values.get('s') ?? 1 << 20),
    total: Number(rest[0]),
  };
  const right = Object.values(wishes).every((number) => Number.isInteger(number) && number > 0);
  return right && problem === undefined ? wishes : undefined;
}

function sdbread(io: CommandIo): Outcome {
  const wishes = wishesOf(io);
  if (wishes === undefined) return tellUsage(io, usage);
  const notes = notesOf<Notes>(io, () => ({
    handle: undefined,
    made: 0,
    mapped: 0,
    current: 0,
    left: 0,
    offset: 0,
    total: wishes.total,
  }));
  if (notes.handle === undefined) {
    const opened = io.open(node, forBoth);
    if (opened.kind === 'wait') return sleepOn(opened, 'open');
    if (opened.kind === 'error') return refuse(io, `can't open '${node}': ${errnoText(opened.errno)}`);
    notes.handle = opened.value;
  }
  if (notes.mapped < wishes.buffers) return makeBuffer(io, notes, wishes);
  return notes.left > 0 ? copy(io, notes) : waitForBuffer(io, notes, wishes);
}

/** Answers with a number or the bytes, or how the step ends. */
function ask(io: CommandIo, notes: Notes, request: number, argument: Partial<SdbArgument>) {
  const whole: SdbArgument = { buffer: notes.current, length: 0, offset: 0, ...argument };
  const answer = io.files.ioctl(notes.handle ?? 0, request, whole);
  if (answer.kind === 'wait') return sleepOn(answer, 'read');
  if (answer.kind === 'error') return refuse(io, errnoText(answer.errno));
  return answer;
}

function makeBuffer(io: CommandIo, notes: Notes, { size }: Wishes): Outcome {
  if (notes.made === notes.mapped) {
    ask(io, notes, sdbRequests.setEventfd, {});
    notes.made++;
  }
  const answer = ask(io, notes, sdbRequests.map, { length: size });
  if (answer.kind !== 'value') return answer;
  notes.mapped++;
  return again;
}

function waitForBuffer(io: CommandIo, notes: Notes, { buffers }: Wishes): Outcome {
  if (notes.total <= 0) return exit(0);
  if (notes.offset > 0) {
    notes.current = (notes.current + 1) % buffers;
    notes.offset = 0;
  }
  const event = ask(io, notes, sdbRequests.readEventfd, {});
  if (event.kind !== 'value') return event;
  const answer = ask(io, notes, sdbRequests.getDataSize, {});
  if (answer.kind !== 'value') return answer;
  notes.left = Math.min(Number(answer.value), notes.total);
  return again;
}

function copy(io: CommandIo, notes: Notes): Outcome {
  const length = Math.min(piece, notes.left);
  const answer = ask(io, notes, sdbRequests.look, { offset: notes.offset, length });
  if (answer.kind !== 'value') return answer;
  io.print(answer.value as Uint8Array);
  notes.offset += length;
  notes.left -= length;
  notes.total -= length;
  return again;
}

export const sdbreadCommand: Command = program('sdbread', 'reads data of the M4 from buffers in DDR', sdbread);
