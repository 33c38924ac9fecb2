// Checks with dependency-cruiser who imports whom, and that it really read the source: without a parser it reports success on nothing.
import { createRequire } from 'node:module';

/** The least number of own modules and of imports between them. Raise both as the source grows, to about half of what is there. */
const floor = { modules: 280, imports: 1_200 };

const require = createRequire(import.meta.url);
const { forbidden, cycles, options } = require('../.dependency-cruiser.cjs');

// dependency-cruiser reads with swc and does not tell it which files hold JSX, nor does it tell types from values.
const swc = require('@swc/core');
const parseFile = swc.parseFileSync;
let withTypes = true;
swc.parseFileSync = (path, settings) => {
  const ast = parseFile(path, { ...settings, tsx: path.endsWith('.tsx') });
  return withTypes ? ast : { ...ast, body: ast.body.filter((item) => !isTypeOnly(item)) };
};
const isTypeOnly = ({ typeOnly, specifiers = [] }) =>
  typeOnly === true || (specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly === true));

const { cruise } = await import('dependency-cruiser');

async function check(rules) {
  const { output } = await cruise(['app', 'sim-worker', 'e2e'], {
    ...options,
    ruleSet: { forbidden: rules },
    validate: true,
  });
  const own = output.modules.filter(({ source }) => /^(app|sim-worker|e2e)\/.*\.tsx?$/.test(source));
  const imports = own.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
  return { modules: own.length, imports, violations: output.summary.violations };
}

const rooms = await check(forbidden);
withTypes = false;
const atRunTime = await check(cycles);

const violations = [...rooms.violations, ...atRunTime.violations];
for (const { from, to, rule, cycle } of violations) {
  const way = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
  console.error(`${rule.name}: ${from} -> ${way}`);
}
const isEnough = rooms.modules >= floor.modules && atRunTime.modules >= floor.modules && rooms.imports >= floor.imports;
if (!isEnough) console.error('Too little was read.');
console.log(
  `Layers: ${rooms.modules} modules, ${rooms.imports} imports (${atRunTime.imports} at run time), ${violations.length} violations.`,
);
process.exitCode = violations.length === 0 && isEnough ? 0 : 1;
