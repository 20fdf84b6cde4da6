// Writes what the page knows of the API: web/generated/api.d.ts, made from the OpenAPI document that the routes declare.
// It is for the type check alone, so it is made anew where types are checked, and kept by nobody.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const require = createRequire(import.meta.url);
// The generator prints by TypeScript's compiler API, which TypeScript 7 does not have: it gets the copy of ts-morph.
const compiler = `import { createRequire } from 'node:module';
  export default createRequire(${JSON.stringify(import.meta.url)})('@ts-morph/common').ts;`;
const inline = (code) => `data:text/javascript,${encodeURIComponent(code)}`;
register(
  inline(`export const resolve = (name, context, next) =>
    name === 'typescript' ? { url: ${JSON.stringify(inline(compiler))}, shortCircuit: true } : next(name, context);`),
);

require('../test/support/typescript.cjs');
const { createOpenApi } = require('../src/api/openapi.ts');
const { default: openapiTS, astToString } = await import('openapi-typescript');

const file = new URL('../web/generated/api.d.ts', import.meta.url);
const types = astToString(await openapiTS(createOpenApi('0'), { defaultNonNullable: false }));
const text = `// Made by tools/api-types.mjs; not to be changed by hand.\n${types}`;
mkdirSync(new URL('.', file), { recursive: true });
// A file that says the same keeps its time: whoever watches it has nothing to do.
if (read(file) !== text) writeFileSync(file, text);

function read(from) {
  try {
    return readFileSync(from, 'utf8');
  } catch {
    return null;
  }
}
