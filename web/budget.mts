import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a first visit loads before anything shows, in kilobytes as they travel. */
interface Budget {
  scriptKb: number;
  styleKb: number;
}

/** Ends the build when a first visit would load more than it may: a page grows unseen otherwise. */
export function budget(limits: Budget): Plugin {
  return {
    name: 'budget',
    enforce: 'post',
    // After the others, which make it smaller.
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const first = new Set<string>();
        const add = (name: string) => {
          const file = bundle[name];
          if (first.has(name) || file?.type !== 'chunk') return;
          first.add(name);
          file.imports.forEach(add);
        };
        for (const [name, file] of Object.entries(bundle)) if (file.type === 'chunk' && file.isEntry) add(name);
        const size = (source: string | Uint8Array) => gzipSync(source).length / 1024;
        let scriptKb = 0;
        let styleKb = 0;
        for (const name of first) {
          const file = bundle[name];
          if (file?.type !== 'chunk') continue;
          scriptKb += size(file.code);
          for (const style of file.viteMetadata?.importedCss ?? []) {
            const sheet = bundle[style];
            if (sheet?.type === 'asset') styleKb += size(sheet.source);
          }
        }
        const told = `script ${scriptKb.toFixed(0)} of ${limits.scriptKb} kB, style ${styleKb.toFixed(0)} of ${limits.styleKb} kB`;
        if (scriptKb > limits.scriptKb || styleKb > limits.styleKb) this.error(`The page is over its budget: ${told}`);
        this.info(`First visit: ${told}`);
      },
    },
  };
}
