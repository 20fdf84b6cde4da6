import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDefinition } from '../../../src/platform/definition-hash';
import { zoneRules } from '../../../src/platform/zone-rules';
import { readDefinition } from '../../../src/process/language/read-definition';
import { chooseProcess, readRouting } from '../../../src/process/language/routing';
import { readCalendar } from '../../../src/process/time/calendar-text';
import { workingBetween } from '../../../src/process/time/working-time';

const root = join(__dirname, '../../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const shipped = readdirSync(join(root, 'processes')).filter((name) => name !== 'routing.yaml');

describe('the definitions that ship', () => {
  it.each(shipped)('%s has no finding, not even a warning', (name) => {
    const reading = readDefinition(text(`processes/${name}`));
    expect(reading).toMatchObject({ definition: { key: name.replace('.yaml', '') }, warnings: [] });
  });

  it('are known by a hash that their order of stages changes, and their order of fields does not', () => {
    const { definition } = readDefinition(text('processes/standard-sale.yaml'));
    if (!definition) throw new Error('unreadable');
    const turned = (map: object) => Object.fromEntries(Object.entries(map).reverse());
    expect(hashDefinition({ ...definition, fields: turned(definition.fields) })).toBe(hashDefinition(definition));
    expect(hashDefinition({ ...definition, stages: turned(definition.stages) })).not.toBe(hashDefinition(definition));
  });
});

describe('the rule that ships', () => {
  const { rules = [] } = readRouting(text('processes/routing.yaml')) as { rules?: [] };

  it.each([
    [{ kind: 'lead' }, 'standard-lead'],
    [{ kind: 'sale' }, 'standard-sale'],
    [{ kind: 'sale', source: 'demo' }, 'demo-sale'],
    [{ kind: 'sale', source: 'import', amount: { minor: 1, currency: 'USD' } }, 'imported-pipeline'],
  ] as const)('gives %j the process %s, which ships', (facts, process) => {
    expect(chooseProcess(rules, facts, 'any')).toEqual({ process, version: null });
    expect(shipped).toContain(`${process}.yaml`);
  });
});

describe('the office calendar that ships', () => {
  const read = readCalendar(text('calendars/office.yaml'));
  if (!read.calendar) throw new Error(JSON.stringify(read.findings));
  const calendar = { ...read.calendar, version: 1, zoneRules: zoneRules(read.calendar.zone, 2020, 2040) };
  const hours = (from: string, to: string) =>
    workingBetween(calendar, Date.parse(`${from}T00:00+03:00`), Date.parse(`${to}T00:00+03:00`)) / 3_600_000;

  // Source: the production calendar of 2026 for a 40-hour week gives 1972 hours in 247 days.
  it('has the working hours of the production calendar of 2026', () =>
    expect(hours('2026-01-01', '2027-01-01')).toBe(1972));
  it('knows a short day', () => expect(hours('2026-04-30', '2026-05-01')).toBe(7));
});
