// Runs every check that needs no root and ends with one line: `N passed, N failed`. What needs Debian packages is asked for:
// `--firmware` rebuilds the demo firmware, `--oracle` compares the core with outside judges.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const reports = 'test-results';
const minutes = 60_000;
/** npm of the same installation, wherever the script is started from. */
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Runs a script of package.json in its own process group; resolves to its exit code, or 124 after the limit. */
function run(script, args, limit, env = {}) {
  console.log(`\n== ${script}`);
  return new Promise((resolve) => {
    const child = spawn(npm, ['run', '--silent', script, '--', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      detached: true,
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      console.log(`${script}: stopped after ${limit / minutes} minutes`);
      process.kill(-child.pid, 'SIGKILL');
    }, limit);
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(timedOut ? 124 : (code ?? 1));
    });
  });
}

const read = (name) => {
  try {
    return JSON.parse(readFileSync(`${reports}/${name}`, 'utf8'));
  } catch {
    return undefined;
  }
};

const nothing = { passed: 0, failed: 0, skipped: 0 };

function vitestCounts(name) {
  const report = read(name);
  if (report === undefined) return nothing;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function pageCounts() {
  const stats = read('e2e.json')?.stats;
  if (stats === undefined) return nothing;
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

const lines = [];
const total = { ...nothing };

/** A step that failed counts as failed even if no test of it did; a test run without a single test has failed too. */
function count(name, code, counts, hasTests) {
  const missing = hasTests && counts.passed + counts.failed === 0;
  const failed = Math.max(counts.failed, code !== 0 || missing ? 1 : 0);
  total.passed += counts.passed;
  total.failed += failed;
  total.skipped += counts.skipped;
  const verdict = failed === 0 ? 'ok' : `FAILED (exit code ${code})`;
  lines.push(
    hasTests
      ? `${name}: ${verdict}, ${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`
      : `${name}: ${verdict}`,
  );
}

const started = Date.now();

if (process.argv.includes('--firmware')) {
  const code = await run('firmware', ['--check'], 5 * minutes);
  count('firmware', code, code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 }, true);
}
count('typecheck', await run('typecheck', [], 5 * minutes), nothing, false);
count('lint', await run('lint', [], 5 * minutes), nothing, false);

const vitestReporters = (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${reports}/${name}`];
// By default vitest leaves one core idle, which is half of a small machine.
const unitArguments = ['--maxWorkers=100%', ...vitestReporters('unit.json')];
const unitCode = await run('test:unit', unitArguments, 20 * minutes);
count('unit tests', unitCode, vitestCounts('unit.json'), true);
if (process.argv.includes('--oracle')) {
  const code = await run('oracle', vitestReporters('oracle.json'), 20 * minutes);
  count('oracle', code, vitestCounts('oracle.json'), true);
}

const buildCode = await run('build', [], 5 * minutes);
count('build', buildCode, nothing, false);
if (buildCode === 0) {
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: `${reports}/e2e.json` };
  const pageCode = await run('test:e2e', ['--reporter=list,json'], 15 * minutes, env);
  count('page tests', pageCode, pageCounts(), true);
} else {
  count('page tests', 1, nothing, true);
}

console.log(`\n${lines.join('\n')}\n${((Date.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
