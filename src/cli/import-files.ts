import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IMPORT_KINDS, type Mapping, MappingRefused, readMapping } from '../../activities/imports/mapping';
import type { ImportFile } from '../../activities/imports/stage';
import { Trouble } from '../platform/trouble';

/**
 * Reads a mapping and the files that it names: all of them in a folder; from a single file the sales only, with
 * owners, accounts and products as they are there already.
 * @throws Trouble (wrong use) for what is not there or cannot be used.
 */
export function readFiles(path: string, mappingPath: string): { mapping: Mapping; files: ImportFile[] } {
  const mapping = mappingIn(mappingPath);
  if (!existsSync(path)) throw new Trouble(`There is no ${path}.`, 2);
  if (!statSync(path).isDirectory())
    return { mapping, files: [{ kind: 'sales', fileName: basename(path), text: readFileSync(path, 'utf8') }] };
  const files = IMPORT_KINDS.flatMap((kind): ImportFile[] => {
    const fileName = mapping[kind]?.file;
    if (fileName === undefined) return [];
    const file = join(path, fileName);
    if (!existsSync(file)) throw new Trouble(`${path} has no ${fileName}, which the mapping names for its ${kind}.`, 2);
    return [{ kind, fileName, text: readFileSync(file, 'utf8') }];
  });
  return { mapping, files };
}

function mappingIn(path: string): Mapping {
  if (!existsSync(path)) throw new Trouble(`There is no mapping ${path}.`, 2);
  try {
    return readMapping(basename(path), readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof MappingRefused) throw new Trouble(error.message, 2);
    throw error;
  }
}
