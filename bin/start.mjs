// `npm start`: everything on this machine.
import { dealwright } from './dealwright.mjs';
import { orExplain } from './setup.mjs';

await orExplain(() => dealwright(['up', ...process.argv.slice(2)], (line) => process.stdout.write(`${line}\n`)));
