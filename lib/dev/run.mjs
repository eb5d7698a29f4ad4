// The one entry of every npm script: node lib/dev/run.mjs COMMAND [arguments]
// Works on a fresh clone: checks Node, installs what is missing, then runs the command's TypeScript. This file and the
// .mjs files it imports run before either check has passed, so they keep to syntax that Node 14 can parse, and to
// stderr, because stdout belongs to the command (`inspect --json` is piped).
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { refuseNode } from './node-version.mjs';

/** The product runs on PRODUCT_NODE; the tools that check it ask for TOOLS_NODE (knip is the strictest). */
const PRODUCT_NODE = '20.9.0';
const TOOLS_NODE = '20.19.0';

/** @type {{ [name: string]: { file: string, node: string, does: string } }} */
const COMMANDS = {
  demo: { file: 'demo.ts', node: PRODUCT_NODE, does: 'the dashboard on a local AWS with a living workload' },
  start: { file: 'start.ts', node: PRODUCT_NODE, does: 'the dashboard on your own AWS' },
  inspect: { file: 'inspect/main.ts', node: PRODUCT_NODE, does: 'read recorded histories or log lines from files' },
  test: { file: 'test.ts', node: TOOLS_NODE, does: 'every check, the build and the browser tests' },
  'test:faults': {
    file: 'test-faults.ts',
    node: TOOLS_NODE,
    does: 'the fault tests in full; --scale 0.1, --only NAME',
  },
  'test:peer': {
    file: 'test-peer.ts',
    node: TOOLS_NODE,
    does: 'the journeys against moto, or what PEER_ENDPOINT names',
  },
  verify: { file: 'verify.ts', node: TOOLS_NODE, does: 'the checks and unit tests: the inner loop' },
  build: { file: 'build.ts', node: PRODUCT_NODE, does: 'the production build, when sources have changed' },
  bench: { file: 'bench/main.ts', node: PRODUCT_NODE, does: 'the benchmarks, one JSON line each' },
  boundaries: { file: 'boundaries.ts', node: TOOLS_NODE, does: 'the import table alone' },
  format: { file: 'format.ts', node: TOOLS_NODE, does: 'write the format and the safe lint fixes' },
};

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

process.exitCode = await main(process.argv[2], process.argv.slice(3));

/**
 * @param {string | undefined} name
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(name, args) {
  const command = name !== undefined && Object.keys(COMMANDS).includes(name) ? COMMANDS[name] : undefined;
  if (name === undefined || command === undefined) {
    process.stderr.write(`${listCommands(name)}\n`);
    return 2;
  }
  const refusal = refuseNode(process.versions.node, command.node, name === 'start' ? 'Statelens' : spokenName(name));
  if (refusal !== null) {
    process.stderr.write(`${refusal}\n`);
    return 1;
  }
  if (!(await ensureInstalled(root))) return 1;
  return runTypeScript(name, command.file, args);
}

/**
 * @param {string | undefined} name
 * @returns {string}
 */
function listCommands(name) {
  const problem = name === undefined ? 'Name a command.' : `There is no command "${name}".`;
  const lines = Object.keys(COMMANDS).map((key) => {
    const command = COMMANDS[key];
    return `  ${spokenName(key).padEnd(20)}${command ? command.does : ''}`;
  });
  return [`${problem} The commands are:`].concat(lines).join('\n');
}

/**
 * @param {string} name
 * @returns {string} the command as a person types it
 */
function spokenName(name) {
  return name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
}

/**
 * Runs a file of lib/dev and answers its exit code, 128 + n for a signal. Signals are passed on: a service manager
 * tells only this process.
 *
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function runTypeScript(name, file, args) {
  const child = spawn(
    process.execPath,
    [
      // `server-only` throws unless it is resolved the way a React server build does; these commands are a server.
      '--conditions=react-server',
      '--import',
      pathToFileURL(`${root}/node_modules/tsx/dist/loader.mjs`).href,
      `${root}/lib/dev/${file}`,
      ...args,
    ],
    {
      stdio: 'inherit',
      cwd: workingDirectory(name),
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}/tsconfig.json` },
    },
  );
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${spokenName(name)} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(signal === null ? code || 0 : 128 + constants.signals[signal]));
  });
}

/**
 * `inspect` is given paths as a person typed them, so they count from where that person stands: npm goes to the
 * project's folder first and leaves the original one in INIT_CWD. Every other command works in the project's folder.
 *
 * @param {string} name
 * @returns {string}
 */
function workingDirectory(name) {
  if (name !== 'inspect') return root;
  return (process.env['npm_lifecycle_event'] === name && process.env['INIT_CWD']) || process.cwd();
}
