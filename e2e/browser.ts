/** Finds the browser that the tests run in: `CHROMIUM_PATH`, else the one that comes as a package, else the system's. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Browser = {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** No sandbox: continuous integration runs as root. The rest keeps the browser from calling anyone. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--font-render-hinting=none',
];
const systemBrowser = '/usr/bin/chromium';

export async function findBrowser(): Promise<Browser> {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') return { executablePath: chosen, args, env: ownEnvironment() };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedBrowser();
  if (existsSync(systemBrowser)) return { executablePath: systemBrowser, args, env: ownEnvironment() };
  throw new Error('No browser found: set CHROMIUM_PATH to a Chromium or Chrome.');
}

function ownEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return env;
}

/** The package's browser with its own system libraries and fonts, so that pictures are the same on every machine. */
async function unpackedBrowser(): Promise<Browser> {
  const home = await unpack();
  const libraries = [join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter((path) => path !== undefined);
  return {
    executablePath: join(home, 'chromium'),
    args,
    env: { ...ownEnvironment(), LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: join(home, 'fonts') },
  };
}

/** Unpacks once per version and machine, beside its place, and moves the whole there: a half unpacked browser is never seen. */
async function unpack(): Promise<string> {
  const packageDir = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const home = join(tmpdir(), `ampscope-chromium-${version}`);
  if (existsSync(home)) return home;

  const { inflate } = await import('@sparticuz/chromium');
  const workplace = mkdtempSync(`${home}-`);
  const temporary = process.env.TMPDIR;
  process.env.TMPDIR = workplace; // where `inflate` puts things
  try {
    const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'];
    await Promise.all(archives.map((name) => inflate(join(packageDir, 'bin', name))));
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
  writeFileSync(join(workplace, 'fonts/fonts.conf'), fontSettings(home));
  try {
    renameSync(workplace, home);
  } catch {
    rmSync(workplace, { recursive: true }); // another run was first
  }
  return home;
}

const fontSettings = (home: string): string =>
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>
`;
