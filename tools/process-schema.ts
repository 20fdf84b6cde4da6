// `npm run schema`: writes the form of process definitions for editors, from the schema that reads them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionJsonSchema } from '../src/process/language/json-schema';

const file = join(__dirname, '../docs/reference/process.schema.json');
writeFileSync(file, `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
