/** Who may import whom: ARCHITECTURE.md as a table. A room always sees itself; a room that is not listed may import nothing. */

const contract = 'sim-worker/contract/';
const kernel = 'sim-worker/kernel/';
const model = (...rooms) => rooms.map((room) => `sim-worker/${room}/`);

const rooms = {
  // the model, from the inside out
  'sim-worker/contract': [],
  'sim-worker/kernel': [contract],
  'sim-worker/bus': [contract, kernel],
  'sim-worker/cpu': [contract, kernel],
  'sim-worker/peripherals': [contract, kernel],
  'sim-worker/linux': [contract, kernel],
  'sim-worker/firmware': [contract],
  'sim-worker/injections': [contract, kernel],
  'sim-worker/soc': [contract, kernel, ...model('bus', 'cpu', 'peripherals', 'linux', 'injections')],
  'sim-worker/probes': [contract, kernel, ...model('soc')],
  'sim-worker/diagnose': [contract, kernel, ...model('firmware', 'linux', 'peripherals', 'probes', 'soc')],
  'sim-worker/history': [contract, kernel, ...model('soc')],
  'sim-worker/debug': [contract, kernel, ...model('cpu', 'firmware', 'soc')],
  'sim-worker/session': ['sim-worker/(?!testing/|cli/|main[.])'],
  'sim-worker/cli': ['sim-worker/(?!testing/|main[.])'],
  // The bench measures in the browser that the tests of the page use.
  'sim-worker/testing': ['sim-worker/(?!main[.])', 'e2e/browser[.]ts'],
  // the page, from the inside out
  'app/widgets': [],
  'app/derive': [contract],
  'app/transport': [contract],
  'app/charts': [contract, 'app/derive/', 'app/widgets/'],
  'app/exports': [contract, 'app/derive/'],
  'app/stores': [contract, 'app/transport/', 'app/derive/'],
  'app/panels': [contract, 'app/stores/', 'app/derive/', 'app/charts/', 'app/widgets/', 'app/exports/'],
  'app/lessons': [contract, 'app/stores/', 'app/derive/', 'app/widgets/'],
  'app/shell': [contract, 'app/(?!testing/|main[.])'],
  'app/testing': [contract, 'app/(?!main[.])'],
  // the tests of the page
  e2e: [contract],
};

const spec = '[.](spec|oracle)[.]tsx?$';
const anyRoom = `^(${Object.keys(rooms).join('|')})/`;

/** A room made of folders that do not know each other; files directly in the room are for all of them. */
const strangers = (room) => ({
  name: `${room.split('/')[1]}-do-not-know-each-other`,
  severity: 'error',
  from: { path: `^${room}/([^/]+)/`, pathNot: spec },
  to: { path: `^${room}/[^/]+/`, pathNot: `^${room}/$1/` },
});

const forbidden = [
  ...Object.entries(rooms).map(([room, may]) => ({
    name: `${room.replace('/', '-')}-imports`,
    severity: 'error',
    from: { path: `^${room}/`, pathNot: spec },
    to: { path: '^(app|sim-worker|e2e)/', pathNot: [`^${room}/`, ...may.map((path) => `^${path}`)] },
  })),
  {
    name: 'every-folder-is-a-room',
    comment: 'A new room needs a row in the table of this file and of ARCHITECTURE.md.',
    severity: 'error',
    from: {},
    to: { path: '^(app|sim-worker)/[^/]+/.+[.]tsx?$', pathNot: anyRoom },
  },
  {
    name: 'worker-entry-imports',
    severity: 'error',
    from: { path: '^sim-worker/main[.]ts$' },
    to: { path: '^(app|sim-worker|e2e)/', pathNot: '^sim-worker/(contract|session)/' },
  },
  {
    name: 'page-entry-imports',
    severity: 'error',
    from: { path: '^app/main[.]tsx$' },
    to: { path: '^(app|sim-worker|e2e)/', pathNot: '^app/(shell|stores|transport|styles)/' },
  },
  {
    name: 'specs-stay-on-their-side',
    severity: 'error',
    from: { path: `^(app|sim-worker)/.*${spec}` },
    to: { path: '^(app|sim-worker|e2e)/', pathNot: '^($1|sim-worker)/' },
  },
  strangers('sim-worker/peripherals'),
  strangers('app/panels'),
  {
    name: 'testing-only-from-tests',
    severity: 'error',
    from: { path: '^(app|sim-worker)/', pathNot: `${spec}|^(app|sim-worker)/testing/` },
    to: { path: '^(app|sim-worker)/testing/' },
  },
  {
    name: 'nothing-imports-a-test',
    severity: 'error',
    from: {},
    to: { path: spec },
  },
  {
    name: 'node-only-where-there-is-node',
    severity: 'error',
    from: { path: '^(app|sim-worker)/', pathNot: `${spec}|^sim-worker/cli/|^(app|sim-worker)/testing/` },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'model-has-no-library',
    comment:
      'One exception: the grammar of a shell is large and known, and unbash reads it without state, time or Node.',
    severity: 'error',
    from: {
      path: '^sim-worker/',
      pathNot: `${spec}|^sim-worker/testing/|^sim-worker/linux/shell/(parser|words)[.]ts$`,
    },
    to: { path: '(^|/)node_modules/' },
  },
  {
    name: 'd3-only-in-charts',
    severity: 'error',
    from: { path: '^app/', pathNot: '^app/charts/' },
    to: { path: 'node_modules/(@types/)?d3' },
  },
  {
    name: 'no-store-below-the-stores',
    severity: 'error',
    from: { path: '^app/(derive|widgets|charts|exports|transport)/' },
    to: { path: 'node_modules/zustand' },
  },
  {
    name: 'derive-draws-nothing',
    severity: 'error',
    from: { path: '^app/(derive|exports|transport)/' },
    to: { path: 'node_modules/(react|react-dom|flexlayout-react|@xterm)/' },
  },
  {
    name: 'everything-is-found',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '[?]' },
  },
];

/** Checked on what is left at run time: files may know each other's types. */
const cycles = [{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } }];

module.exports = {
  forbidden,
  cycles,
  options: {
    // TypeScript 7 offers no interface to other tools; `.ci/check-layers.mjs` tells swc the dialect of each file.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.css', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
