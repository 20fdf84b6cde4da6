// `npm run bench`: set-up as for the product, then the benchmark from what was compiled.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { orExplain, root, setup } from '../bin/setup.mjs';

await orExplain(async () => {
  await setup({ say: (line, worked) => worked && process.stderr.write(`${line}\n`) });
  const { main } = await import(pathToFileURL(join(root, 'dist/bench/main.js')).href);
  await main(process.argv.slice(2));
});
