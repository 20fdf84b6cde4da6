import { startPostgres } from '../../src/platform/postgres';

// A start that the test kills: PostgreSQL is to outlive it.
void startPostgres({ dataDir: process.argv[2] ?? '', port: 0 }).then(({ pid }) => {
  process.stdout.write(`runs as ${pid}\n`);
  setInterval(() => undefined, 1000);
});
