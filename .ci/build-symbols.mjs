// Writes app/styles/symbols.ttf: the few arrows and signs that the page prints and the subsets of its two fonts leave out. Run it after a change.
// One width for all (600 of 1000, as JetBrains Mono), so that columns of text stay columns. Layout of the tables: OpenType 1.9.
import { writeFileSync } from 'node:fs';

const unitsPerEm = 1000;
const width = 600;
const ascent = 1000;
const descent = -270;
/** Half of a stroke. */
const pen = 34;

/** A bar from one point to another with square ends, as a contour in the direction that fills. */
function bar([x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ux, uy] = [((x1 - x0) / length) * pen, ((y1 - y0) / length) * pen];
  return [
    [x0 - ux - uy, y0 - uy + ux],
    [x1 + ux - uy, y1 + uy + ux],
    [x1 + ux + uy, y1 + uy - ux],
    [x0 - ux + uy, y0 - uy - ux],
  ].map(([x, y]) => [Math.round(x), Math.round(y)]);
}
const path = (...points) => points.slice(1).map((point, i) => bar(points[i], point));
const arrow = (from, to, y, head) => {
  const back = to > from ? -head : head;
  return [bar([from, y], [to, y]), ...path([to + back, y + head], [to, y], [to + back, y - head])];
};
/** A ring of short bars around a centre. */
const ring = (cx, cy, r) => {
  const at = (i) => [cx + r * Math.cos((i * Math.PI) / 10), cy + r * Math.sin((i * Math.PI) / 10)];
  return Array.from({ length: 20 }, (_, i) => bar(at(i), at(i + 1)));
};

const enter = [...path([490, 610], [490, 300]), ...arrow(490, 110, 300, 150)];
/** By code point, in ascending order. */
const glyphs = [
  [0x2190, arrow(540, 60, 350, 190)],
  [0x2192, arrow(60, 540, 350, 190)],
  [0x2194, [...arrow(300, 540, 350, 160), ...arrow(300, 60, 350, 160)]],
  [0x21b5, enter],
  [0x21c4, [...arrow(60, 540, 490, 120), ...arrow(540, 60, 210, 120)]],
  [0x221e, [...ring(185, 350, 115), ...ring(415, 350, 115)]],
  [0x23ce, enter],
  [0x2713, path([90, 330], [240, 170], [520, 560])],
];

const u8 = (...values) => Buffer.from(values.map((value) => value & 0xff));
const u16 = (...values) => Buffer.concat(values.map((value) => u8(value >> 8, value)));
const u32 = (...values) => Buffer.concat(values.map((value) => u16(value >>> 16, value)));

const box = (contours) => {
  const points = contours.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return points.length === 0 ? [0, 0, 0, 0] : [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

function outline(contours) {
  if (contours.length === 0) return Buffer.alloc(0);
  let last = -1;
  const ends = contours.map((contour) => (last += contour.length));
  const points = contours.flat();
  const steps = (axis) => points.map((point, i) => point[axis] - (i === 0 ? 0 : points[i - 1][axis]));
  const bytes = Buffer.concat([
    u16(contours.length, ...box(contours), ...ends, 0),
    u8(...points.map(() => 1)), // every point is on the curve, coordinates are words
    u16(...steps(0)),
    u16(...steps(1)),
  ]);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

const shapes = [[], ...glyphs.map(([, contours]) => contours)];
const outlines = shapes.map(outline);
const [xMin, yMin, xMax, yMax] = box(shapes.flat());
const most = (of) => Math.max(...shapes.map(of));

/** cmap format 4: one segment per code point, and the closing one. */
function cmap() {
  const codes = [...glyphs.map(([code]) => code), 0xffff];
  const log = Math.floor(Math.log2(codes.length));
  const range = 2 * 2 ** log;
  const deltas = codes.map((code, i) => (code === 0xffff ? 1 : i + 1 - code));
  const body = u16(codes.length * 2, range, log, codes.length * 2 - range, ...codes, 0, ...codes, ...deltas);
  const ranges = u16(...codes.map(() => 0));
  return Buffer.concat([u16(0, 1, 3, 1), u32(12), u16(4, 6 + body.length + ranges.length, 0), body, ranges]);
}

function name() {
  const entries = [
    [1, 'ampscope symbols'],
    [2, 'Regular'],
    [4, 'ampscope symbols'],
    [6, 'ampscope-symbols'],
  ];
  const texts = entries.map(([, text]) => u16(...[...text].map((letter) => letter.charCodeAt(0))));
  let offset = 0;
  const records = entries.map(([id], i) => {
    const record = u16(3, 1, 0x409, id, texts[i].length, offset);
    offset += texts[i].length;
    return record;
  });
  return Buffer.concat([u16(0, entries.length, 6 + 12 * entries.length), ...records, ...texts]);
}

const offsets = [0];
for (const each of outlines) offsets.push(offsets.at(-1) + each.length);
const first = glyphs[0][0];
const last = glyphs.at(-1)[0];
const os2 = Buffer.concat([
  u16(4, width, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0),
  Buffer.alloc(10),
  u32(0, 0, 0, 0),
  Buffer.from('AMPS'),
  u16(0x40, first, last, ascent, descent, 0, ascent, -descent),
  u32(1, 0),
  u16(520, 700, 0, 0x20, 1),
]);
const head = Buffer.concat([
  u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
  u16(3, unitsPerEm),
  Buffer.alloc(16),
  u16(xMin, yMin, xMax, yMax, 0, 8, 2, 1, 0),
]);
const tables = {
  'OS/2': os2,
  cmap: cmap(),
  glyf: Buffer.concat(outlines),
  head,
  hhea: u16(1, 0, ascent, descent, 0, width, xMin, width - xMax, xMax, 1, 0, 0, 0, 0, 0, 0, 0, shapes.length),
  hmtx: u16(...shapes.flatMap((shape) => [width, box(shape)[0]])),
  loca: u32(...offsets),
  maxp: Buffer.concat([
    u32(0x10000),
    u16(
      shapes.length,
      most((s) => s.flat().length),
      most((s) => s.length),
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ),
  ]),
  name: name(),
  post: Buffer.concat([u32(0x30000, 0), u16(-100, 50), u32(1, 0, 0, 0, 0)]),
};

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 4) sum = (sum + bytes.readUInt32BE(i)) >>> 0;
  return sum;
}

function font() {
  const names = Object.keys(tables);
  const log = Math.floor(Math.log2(names.length));
  const range = 16 * 2 ** log;
  let offset = 12 + 16 * names.length;
  const records = names.map((tag) => {
    const bytes = padded(tables[tag]);
    const record = Buffer.concat([Buffer.from(tag), u32(checksum(bytes), offset, tables[tag].length)]);
    offset += bytes.length;
    return record;
  });
  const start = Buffer.concat([u32(0x10000), u16(names.length, range, log, names.length * 16 - range)]);
  return Buffer.concat([start, ...records, ...names.map((tag) => padded(tables[tag]))]);
}

tables.head.writeUInt32BE((0xb1b0afba - checksum(font())) >>> 0, 8);
writeFileSync(new URL('../app/styles/symbols.ttf', import.meta.url), font());
