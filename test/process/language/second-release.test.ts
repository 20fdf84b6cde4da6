import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDefinition } from '../../../src/platform/definition-hash';
import { readDefinition } from '../../../src/process/language/read-definition';

const everything = readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8');

/** Texts of the first release, and the hashes that its own code gave them. */
const FIRST = join(__dirname, 'first-release');
const HASHES: Readonly<Record<string, string>> = {
  'demo-sale.yaml': 'df31d462c16581a328973798cc841846da91607727fdb36d4e0205ebb8797683',
  'imported-pipeline.yaml': 'ecc37a98084567ef3c4cf050148416c63622022ae32e99528b6a434ff213685c',
  'standard-lead.yaml': 'a5b884ff18a22a487b11959843cc06da50851ff8aaf041ec1e61f2879993137d',
  'standard-sale.yaml': '766e2977c9430dc86e1e1dd3caccb44ccaeff6e342fb148531fcf7826fea067f',
};

describe('a text of the first release', () => {
  it.each(readdirSync(FIRST))('%s is known by the same hash', (name) => {
    const { definition } = readDefinition(readFileSync(join(FIRST, name), 'utf8'));
    expect(definition && hashDefinition(definition)).toBe(HASHES[name]);
  });
});

describe('the text that uses every construct', () => {
  const reading = readDefinition(everything);

  it('is read without a finding', () => {
    expect(reading.definition ? reading.warnings : reading.findings).toEqual([]);
  });
});
