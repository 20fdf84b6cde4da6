import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { BundleOptions } from '@temporalio/worker';
import type { Configuration } from 'webpack';

/** A bundle of workflow code on disk; a worker takes `{ codePath }` as its `workflowBundle`. */
export interface WorkflowBundle {
  readonly codePath: string;
  /** False when it was there already. */
  readonly built: boolean;
}

/** What goes into a bundle. */
export interface BundleSources {
  /** The module whose exports are the workflows. */
  readonly workflowsPath: string;
  /** Folders and files that it may reach: a change in them makes a new bundle. */
  readonly reaches: readonly string[];
  /** Packages and modules that are loaded once for all workflows of a thread, not anew for each: they keep no state of one. */
  readonly shared?: readonly string[];
}

/** The workflows of an installation: compiled code under `dist`, or sources under the project's root. */
export function productWorkflows(root: string, compiled: boolean): BundleSources {
  const base = compiled ? join(root, 'dist') : root;
  const reaches = ['workflows', join('src', 'process')].map((room) => join(base, room));
  const module = (...path: string[]) => `${join(base, ...path)}.${compiled ? 'js' : 'ts'}`;
  return {
    workflowsPath: module('workflows', 'index'),
    reaches: [...reaches, join(root, 'package-lock.json'), __filename],
    shared: [
      'xstate',
      '@marcbachmann/cel-js',
      module('src', 'process', 'index'),
      module('workflows', 'shared-definition'),
    ],
  };
}

/**
 * The bundle for these sources, built only when they changed. Two processes that build at once both end up right.
 * @throws what webpack found wrong, in the error's message.
 */
export async function workflowBundle(sources: BundleSources, cacheDir: string): Promise<WorkflowBundle> {
  const codePath = join(cacheDir, `workflows-${fingerprint(sources)}.js`);
  if (existsSync(codePath)) return { codePath, built: false };
  const { code } = await build(sources);
  mkdirSync(cacheDir, { recursive: true });
  const part = `${codePath}.${process.pid}`;
  writeFileSync(part, code);
  renameSync(part, codePath);
  forgetOlder(cacheDir, codePath);
  return { codePath, built: true };
}

/** A hash of every file that the workflows may reach: the same sources anywhere give the same one. */
export function fingerprint({ workflowsPath, reaches }: BundleSources): string {
  const hash = createHash('sha256');
  const base = dirname(dirname(workflowsPath));
  for (const file of reaches.flatMap(filesIn)) hash.update(`${relative(base, file)}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
    .filter((file) => !file.endsWith('.map'));
}

async function build({ workflowsPath, shared = [] }: BundleSources): Promise<{ code: string }> {
  // Loaded where something is built: most commands find what was built before.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const complaints: string[] = [];
  const logger = new DefaultLogger('ERROR', ({ message }) => complaints.push(message));
  try {
    return await bundleWorkflowCode({ workflowsPath, logger, preloadModules: [...shared], ...PRODUCTION });
  } catch (error) {
    throw new Error(`The workflows could not be bundled: ${[(error as Error).message, ...complaints].join('\n')}`);
  }
}

/** XState's production build, as Node and the tests load it, instead of webpack's default; still readable. */
const PRODUCTION: Partial<BundleOptions> = {
  webpackConfigHook: (config: Configuration): Configuration => ({
    ...config,
    mode: 'production',
    devtool: 'inline-nosources-source-map',
    optimization: { minimize: false, concatenateModules: false, moduleIds: 'named', chunkIds: 'named' },
  }),
};

const KEEP = 5;

function forgetOlder(cacheDir: string, current: string): void {
  const bundles = readdirSync(cacheDir)
    .filter((name) => /^workflows-.*\.js$/.test(name))
    .map((name) => join(cacheDir, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of bundles.slice(KEEP)) if (old !== current) rmSync(old, { force: true });
}
