import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

const IMPORT = /import \{([^}]+)\} from ["']@mantine\/core["'];?/g;

/**
 * Has each file import the components that it uses from where they stand, instead of from the library's one list of all. Over the list a
 * first visit would reach every component that any screen uses, and load them all.
 */
export function direct(): Plugin {
  const index = resolve(dirname(createRequire(import.meta.url).resolve('@mantine/core')), '../esm/index.mjs');
  const where = placesIn(readFileSync(index, 'utf8'), dirname(index));
  const one = (given: string): string => {
    const [name = '', as = name] = given.split(/\s+as\s+/);
    const file = where.get(name);
    const from = file ? JSON.stringify(file) : '"@mantine/core"';
    return `import { ${name === as ? name : `${name} as ${as}`} } from ${from};`;
  };
  return {
    name: 'direct',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('@mantine/core') || id.includes('/@mantine/core/')) return null;
      const changed = code.replace(IMPORT, (_all, names: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type '))
          .map(one)
          .join(' '),
      );
      return { code: changed, map: null };
    },
  };
}

/** In which file each name of the list stands. */
function placesIn(list: string, folder: string): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const [, names = '', file = ''] of list.matchAll(/import \{([^}]+)\} from "(\.[^"]+)";/g))
    for (const name of names.split(',')) places.set(name.trim(), resolve(folder, file));
  return places;
}
