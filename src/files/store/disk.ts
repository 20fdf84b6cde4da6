import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreAway } from '../limits';
import { checkedKey, type Store } from './store';

/** A store in a folder that nobody else may enter. Files come into it whole, or not at all. */
export function diskStore(dir: string): Store {
  const pathOf = (key: string) => join(dir, checkedKey(key).slice(0, 2), key);
  return {
    async put(key, path) {
      const to = pathOf(key);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 }).catch(away);
      await rename(path, to).catch(away);
    },
    async read(key) {
      const file = await open(pathOf(key)).catch(away);
      return file.createReadStream();
    },
    async remove(key) {
      await rm(pathOf(key), { force: true }).catch(away);
    },
  };
}

function away(error: unknown): never {
  throw new StoreAway(`The folder of files: ${String((error as { code?: unknown }).code ?? 'error')}`);
}
