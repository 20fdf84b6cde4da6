import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';

const root = resolve(__dirname, '..', '..');

/**
 * Who may import whom. A room is a folder; what is not named here may not be imported. `types` rooms may be
 * imported for their types only: nothing of them runs there.
 */
const MAY_IMPORT: Record<string, { rooms: string[]; types?: string[] }> = {
  'src/process': { rooms: [] },
  workflows: { rooms: ['src/process'], types: ['activities'] },
  activities: {
    rooms: [
      'workflows',
      'src/process',
      'src/publishing',
      'src/crm',
      'src/insight',
      'src/access',
      'src/outbound',
      'src/commands',
      'src/intake',
      'src/calendar-sync',
      'src/client-mails',
      'src/notices',
      'src/imports',
      'src/files',
      'src/platform',
    ],
  },
  'src/commands': { rooms: ['workflows', 'src/process', 'src/platform'] },
  'src/crm': { rooms: ['src/process', 'src/platform', 'src/access'] },
  'src/access': { rooms: ['src/process', 'src/platform'] },
  'src/insight': { rooms: ['src/process', 'src/platform', 'src/crm', 'src/access'] },
  'src/publishing': { rooms: ['src/process', 'src/platform', 'src/crm', 'src/access', 'src/outbound'] },
  'src/outbound': { rooms: ['src/process', 'src/platform'] },
  'src/migrations': { rooms: ['workflows', 'src/process', 'src/platform', 'src/crm'] },
  'src/calendar-sync': { rooms: ['src/process', 'src/platform', 'src/access', 'src/crm'] },
  'src/client-mails': { rooms: ['src/process', 'src/platform', 'src/access', 'src/crm', 'src/outbound'] },
  'src/intake': {
    rooms: [
      'src/process',
      'src/platform',
      'src/access',
      'src/crm',
      'src/commands',
      'src/outbound',
      'src/client-mails',
      'src/files',
    ],
  },
  'src/imports': { rooms: ['src/process', 'src/platform', 'src/access', 'src/crm'] },
  'src/files': { rooms: ['src/process', 'src/platform', 'src/access', 'src/crm'] },
  'src/notices': { rooms: ['src/process', 'src/platform', 'src/access', 'src/crm', 'src/outbound'] },
  'src/platform': { rooms: ['src/process'] },
  'src/api': {
    rooms: [
      'src/process',
      'src/commands',
      'src/publishing',
      'src/migrations',
      'src/crm',
      'src/access',
      'src/insight',
      'src/outbound',
      'src/intake',
      'src/calendar-sync',
      'src/client-mails',
      'src/notices',
      'src/imports',
      'src/files',
      'src/platform',
    ],
  },
  'web/src': { rooms: ['src/process'] },
  'src/cli': {
    rooms: [
      'src/process',
      'src/commands',
      'src/publishing',
      'src/crm',
      'src/access',
      'src/insight',
      'src/outbound',
      'src/migrations',
      'src/intake',
      'src/calendar-sync',
      'src/client-mails',
      'src/imports',
      'src/files',
      'src/platform',
      'src/api',
      'activities',
      'workflows',
    ],
  },
};

/** Of these rooms others see one face only. */
const FACES: Record<string, RegExp> = {
  workflows: /^workflows\/messages$/,
  'src/commands': /^src\/commands(\/index)?$/,
  'src/publishing': /^src\/publishing(\/index)?$/,
  'src/crm': /^src\/crm(\/index)?$/,
  'src/access': /^src\/access(\/index)?$/,
  'src/insight': /^src\/insight(\/index)?$/,
  'src/migrations': /^src\/migrations(\/index)?$/,
  'src/outbound': /^src\/outbound(\/index)?$/,
  'src/notices': /^src\/notices(\/index)?$/,
  'src/calendar-sync': /^src\/calendar-sync(\/index)?$/,
  'src/client-mails': /^src\/client-mails(\/index)?$/,
  'src/intake': /^src\/intake(\/index)?$/,
  'src/files': /^src\/files(\/index)?$/,
  'src/imports': /^src\/imports(\/index)?$/,
  'src/api': /^src\/api(\/index)?$/,
};

/** Of `src/process`, what workflows may not have: calendar arithmetic, and the readers of text with zod and yaml. */
const NOT_IN_WORKFLOWS = /^src\/process\/(time|language|trial)\//;

/** SQL and Prisma stand in these rooms only (and in src/platform, which opens and migrates the database). */
const SQL_ROOMS = [
  'src/publishing',
  'src/migrations',
  'src/crm',
  'src/access',
  'src/insight',
  'src/outbound',
  'src/intake',
  'src/calendar-sync',
  'src/client-mails',
  'src/notices',
  'src/imports',
  'src/files',
  'src/commands',
  'activities',
  'src/platform',
];

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What a file imports or hands on, as paths from the root without an ending; packages by their name. */
function importsOf(file: string): Import[] {
  const { body } = parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', tsx: file.endsWith('.tsx') });
  return body.flatMap((item): Import[] => {
    const source = 'source' in item ? item.source?.value : undefined;
    if (source === undefined) return [];
    const typeOnly =
      ('typeOnly' in item && item.typeOnly) ||
      (item.type === 'ImportDeclaration' &&
        item.specifiers.length > 0 &&
        item.specifiers.every((one) => 'isTypeOnly' in one && one.isTypeOnly));
    const to = source.startsWith('.') ? relative(root, resolve(dirname(file), source)) : source;
    return [{ from: relative(root, file), to, typeOnly }];
  });
}

const rooms = Object.keys(MAY_IMPORT);
const roomOf = (path: string) => rooms.find((room) => path === room || path.startsWith(`${room}/`));
const imports = rooms.flatMap((room) => filesOf(room).flatMap(importsOf));
const between = imports.filter(({ from, to }) => roomOf(to) !== undefined && roomOf(to) !== roomOf(from));
const told = (found: Import[]) => found.map(({ from, to }) => `${from} imports ${to}`);

describe('the rooms of the house', () => {
  it('are all read by this test', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(new Set(imports.map(({ from }) => roomOf(from)))).toEqual(
      new Set(rooms.filter((room) => filesOf(room).length > 0)),
    );
  });

  it('import only whom the table allows', () => {
    const wrong = between.filter(({ from, to, typeOnly }) => {
      const rule = MAY_IMPORT[roomOf(from) ?? ''];
      const room = roomOf(to) ?? '';
      return !rule?.rooms.includes(room) && !(typeOnly && rule?.types?.includes(room));
    });
    expect(told(wrong)).toEqual([]);
  });

  it('are entered by their face', () => {
    const wrong = between.filter(({ to }) => {
      const face = FACES[roomOf(to) ?? ''];
      return face !== undefined && !face.test(to);
    });
    expect(told(wrong)).toEqual([]);
  });

  it('keep calendar arithmetic and the readers of text out of workflows', () => {
    const wrong = between.filter(({ from, to }) => roomOf(from) === 'workflows' && NOT_IN_WORKFLOWS.test(to));
    expect(told(wrong)).toEqual([]);
  });

  it('keep src/process free of Node, clients and servers', () => {
    const allowed = new Set(['xstate', 'zod', 'yaml', '@marcbachmann/cel-js']);
    const wrong = imports.filter(
      ({ from, to }) => roomOf(from) === 'src/process' && !to.startsWith('src/') && !allowed.has(to),
    );
    expect(told(wrong)).toEqual([]);
  });

  it('leave xstate behind its port', () => {
    expect(told(imports.filter(({ to }) => to === 'xstate'))).toEqual([
      'src/process/machine/chart.ts imports xstate',
      'src/process/machine/machine.ts imports xstate',
    ]);
  });

  it('speak SQL and Prisma only where tables are looked after', () => {
    const database = imports.filter(
      ({ to, typeOnly }) => !typeOnly && (to === 'pg' || to.startsWith('@prisma/') || to.startsWith('src/generated/')),
    );
    const wrong = database.filter(({ from }) => !SQL_ROOMS.includes(roomOf(from) ?? ''));
    expect(told(wrong)).toEqual([]);
  });
});
