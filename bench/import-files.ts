import { createReadStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { v7 as newId } from 'uuid';
import { createImportActivities } from '../activities/imports/files/pages';
import { createReferenceSource } from '../activities/reference';
import { ImportPlan, setPlan, uploadImport } from '../src/imports';
import type { Pool } from '../src/platform/database';

/** What it costs to bring in a large file of accounts, next to PostgreSQL's fastest way in. */
export interface FileImportFigures {
  rows: number;
  fileMb: number;
  uploadMs: number;
  readMs: number;
  runMs: number;
  rowsPerSecond: number;
  /** COPY of the same rows into the same columns of an empty table. */
  copyMs: number;
  copyRowsPerSecond: number;
  /** Peak of the process that did all of it, in MB, and what it had before. */
  peakMb: number;
  beforeMb: number;
}

const MB = 1024 * 1024;
const line = (i: number) =>
  `Company ${i},${7_700_000_000 + i},retail,${i % 5000},+7 495 ${String(i).padStart(7, '0')},Moscow`;

function* lines(count: number): Generator<string> {
  yield 'Company,Tax number,Industry,Employees,Phone,City\n';
  for (let i = 0; i < count; i++) yield `${line(i)}\n`;
}

/** W6: `count` accounts from a CSV file through the activities of an import, in this process. */
export async function measureFileImport(pool: Pool, by: string, count: number): Promise<FileImportFigures> {
  const file = join(tmpdir(), `dealwright-bench-${newId()}.csv`);
  await writeFile(file, lines(count));
  global.gc?.();
  const beforeMb = process.memoryUsage().rss / MB;
  let peak = process.memoryUsage().rss;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const timed = async (act: () => Promise<unknown>) => {
    const began = performance.now();
    await act();
    return performance.now() - began;
  };
  try {
    const id = newId();
    const told = { id, fileName: 'bench.csv', createdBy: by, now: Date.now(), told: {} };
    const uploadMs = await timed(() => uploadImport(pool, told, createReadStream(file) as AsyncIterable<Buffer>));
    const columns = {
      Company: 'name',
      'Tax number': 'taxNumber',
      Industry: 'industry',
      Employees: 'employees',
      Phone: 'phone',
      City: 'city',
    };
    await setPlan(pool, id, ImportPlan.parse({ entity: 'account', columns, key: ['name'], source: 'bench' }));
    const send = () => Promise.reject(new Error('No command was expected.'));
    const import_ = createImportActivities({ pool, reference: createReferenceSource(pool), send });
    const readMs = await timed(() => import_.readImportFile(id));
    const runMs = await timed(async () => {
      while ((await import_.importFilePage(id)) > 0);
      await import_.noteImport(id, 'done');
    });
    const copyMs = await timed(() => copyAlone(pool, count));
    return {
      rows: count,
      fileMb: Number(((await stat(file)).size / MB).toFixed(1)),
      uploadMs,
      readMs,
      runMs,
      rowsPerSecond: count / ((uploadMs + readMs + runMs) / 1000),
      copyMs,
      copyRowsPerSecond: count / (copyMs / 1000),
      peakMb: peak / MB,
      beforeMb,
    };
  } finally {
    clearInterval(watch);
    await rm(file, { force: true });
  }
}

async function copyAlone(pool: Pool, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      'CREATE TEMP TABLE copied (name text, tax_number text, industry text, employees int, phone text, city text)',
    );
    const rows = function* () {
      for (let i = 0; i < count; i++) yield `${line(i).replaceAll(',', '\t')}\n`;
    };
    await pipeline(Readable.from(rows()), client.query(from('COPY copied FROM STDIN')));
  } finally {
    client.release(true);
  }
}
