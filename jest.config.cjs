const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/** A test file that imports one of these gets PostgreSQL and Temporal; the others start at once. */
const NEEDS_SERVERS =
  /from '(\.\.\/)+support\/(api|page|clients|desk|database|temporal|own-temporal|engine|servers|at-end|scratch|inbound|mining|mail-server|sample)'/;

const test = join(__dirname, 'test');
const files = readdirSync(test, { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(test, name));
const served = files.filter((file) => NEEDS_SERVERS.test(readFileSync(file, 'utf8')));
const escaped = (path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[jt]sx?$': ['@swc/jest', swc] },
  // These packages ship ES modules only; jest runs CommonJS.
  transformIgnorePatterns: [
    '/node_modules/(?!(@marcbachmann/cel-js|temporal-polyfill|temporal-utils|csv-parse|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|better-auth|@better-auth|@better-fetch|better-call|jose|nanostores|kysely|@noble|defu|rou3|set-cookie-parser)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.dealwright/'],
};

module.exports = {
  testTimeout: 120_000, // on a busy machine a new database alone may take half a minute
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...served.map((file) => `^${escaped(file)}$`)],
    },
    {
      ...common,
      displayName: 'servers',
      testMatch: served.length ? served : ['<rootDir>/no-test-needs-servers'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/test/support/after-all.ts'],
    },
  ],
};
