#!/usr/bin/env node
// A stand-in for Prisma's schema engine, which no npm package carries: the same JSON-RPC over stdio, answered by the
// engine's WebAssembly build (which prisma brings) on @prisma/adapter-pg. For `prisma migrate ...` offline;
// the product itself applies migrations without it (src/platform/migrate.ts). docs/decisions/prisma-offline.md
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const require = createRequire(import.meta.url);
const argv = process.argv.slice(2);
const option = (name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
const options = (name) => argv.flatMap((arg, i) => (arg === name ? [argv[i + 1]] : []));
const datasource = JSON.parse(option('--datasource') ?? '{}');

// ---- the database

/** A URL's parts for pg; Prisma's own `?schema=` is taken out of it. */
function target(url) {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? undefined;
  const config = {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    max: 1,
  };
  return { config, schema };
}

async function withClient(config, use) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const admin = (sql) =>
  withClient({ ...target(datasource.url).config, database: 'postgres' }, (client) => client.query(sql));
const quoted = (name) => pg.escapeIdentifier(name);

const OID_CHAR = 18;
const OID_TEXT = 25;
const COLUMN_CHARACTER = 6;

/** The adapter, mended where the engine needs more of it than Prisma's client does. */
async function open(config, schema, onClose) {
  const adapter = await new PrismaPg(config, schema ? { schema } : undefined).connect();
  const pool = adapter.underlyingDriver();
  const performIO = adapter.performIO.bind(adapter);
  const { queryRaw } = Object.getPrototypeOf(Object.getPrototypeOf(adapter));
  const dispose = adapter.dispose.bind(adapter);
  // Columns of type "char", as pg_catalog has, are unknown to it.
  adapter.queryRaw = async (query) => {
    const chars = [];
    const own = Object.create(adapter);
    own.performIO = async (given) => {
      const result = await performIO(given);
      for (const [i, field] of result.fields.entries()) {
        if (field.dataTypeID !== OID_CHAR) continue;
        chars.push(i);
        field.dataTypeID = OID_TEXT;
      }
      return result;
    };
    const rows = await queryRaw.call(own, query);
    for (const i of chars) rows.columnTypes[i] = COLUMN_CHARACTER;
    return rows;
  };
  // It splits a script at every ';', also inside $$ bodies.
  adapter.executeScript = (script) =>
    pool.query(script).then(
      () => undefined,
      (error) => adapter.onError(error),
    );
  adapter.dispose = async () => {
    await dispose();
    await onClose?.();
  };
  return adapter;
}

/** Its own shadow database would be the main one when given a URL; ours has a name of its own. */
async function openShadow() {
  const { config, schema } = target(datasource.shadowDatabaseUrl ?? datasource.url);
  if (datasource.shadowDatabaseUrl) return open(config, schema);
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  await admin(`CREATE DATABASE ${quoted(database)}`);
  return open({ ...config, database }, schema, () => admin(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`));
}

// ---- the engine

let engine;

async function startEngine() {
  const binary = join(dirname(require.resolve('prisma/package.json')), 'build/schema_engine_bg.wasm');
  const module = new WebAssembly.Module(readFileSync(binary));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': wasm });
  wasm.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const datamodels = options('--datamodels').map((file) => [file, readFileSync(file, 'utf8')]);
  const { config, schema } = target(datasource.url);
  const factory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => open(config, schema),
    connectToShadowDb: openShadow,
  };
  const debug = process.env.DEBUG?.includes('schemaEngine');
  return wasm.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels : undefined },
    (line) => debug && process.stderr.write(`${line}\n`),
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

const theEngine = () => {
  engine ??= startEngine();
  return engine;
};

/** These two read a cache that only devDiagnostic fills. */
async function warmEngine({ migrationsList, filters }) {
  const warm = await theEngine();
  await warm.devDiagnostic({ migrationsList, filters });
  return warm;
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

/** What the WebAssembly build lacks or answers otherwise; every other method is its own. */
const ours = {
  evaluateDataLoss: async (params) => (await warmEngine(params)).evaluateDataLoss(params),
  createMigration: async (params) => (await warmEngine(params)).createMigration(params),
  getDatabaseVersion: async (params) => (await theEngine()).version(params),
  createDatabase: async () => {
    const { database } = target(datasource.url).config;
    await admin(`CREATE DATABASE ${quoted(database)}`);
    return { databaseName: database };
  },
  ensureConnectionValidity: () => withClient(target(datasource.url).config, () => ({})),
  diff: async (params) => {
    const { exitCode, stdout } = await (await theEngine()).diff(params);
    if (stdout != null) send({ id: randomUUID(), method: 'print', params: { content: stdout } });
    return { exitCode, stdout: null };
  },
};

async function answer({ id, method, params = {} }) {
  try {
    const result = ours[method] ? await ours[method](params) : await (await theEngine())[method](params);
    send({ id, result: result ?? {} });
  } catch (error) {
    const message = String(error?.message ?? error);
    const data = error?.data ?? { is_panic: false, message, error_code: error?.code, meta: error?.meta ?? null };
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
  }
}

/** Requests are answered one after the other, and the process ends when the input does. */
function serve() {
  let tail = Promise.resolve();
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const request = JSON.parse(line);
    if (request.method) tail = tail.then(() => answer(request));
  });
  input.on('close', () => void tail.then(() => process.exit(0)));
}

// ---- the command line

const CODES = { '3D000': 'P1003', '28P01': 'P1000' };
const commands = {
  'can-connect-to-database': (config) => withClient(config, () => undefined),
  'create-database': ({ database }) => admin(`CREATE DATABASE ${quoted(database)}`),
  'drop-database': ({ database }) => admin(`DROP DATABASE ${quoted(database)} WITH (FORCE)`),
};

async function command(name) {
  const { config } = target(datasource.url);
  try {
    await commands[name](config);
  } catch (error) {
    const unknown = error.code === '3D000';
    const message = unknown ? `Database \`${config.database}\` does not exist` : String(error.message || error.code);
    const fields = { message, error_code: CODES[error.code] ?? 'P1001', is_panic: false };
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
    process.exitCode = 1;
  }
}

if (argv.includes('--version')) {
  const version = require('@prisma/engines-version/package.json').version.split('.').pop();
  process.stdout.write(`schema-engine-cli wasm-${version}\n`);
} else if (argv.includes('cli')) {
  await command(argv[argv.indexOf('cli') + 1]);
} else {
  serve();
}
