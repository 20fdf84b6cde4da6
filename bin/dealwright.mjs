#!/usr/bin/env node
// The `dealwright` command: sets up what is missing, then runs what was compiled.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { orExplain, root, setup } from './setup.mjs';

/** Runs the command with these arguments. Of the set-up, only what has to be waited for is told, on stderr. */
export async function dealwright(args, say = (line, worked) => worked && process.stderr.write(`${line}\n`)) {
  await setup({ say });
  // Whoever reads the output, such as `head`, may have had enough of it.
  process.stdout.on('error', ({ code }) => code === 'EPIPE' && process.exit());
  const { main } = await import(pathToFileURL(join(root, 'dist/src/cli/main.js')).href);
  await main(args);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href || process.argv[1].endsWith('/dealwright')) {
  await orExplain(() => dealwright(process.argv.slice(2)));
}
