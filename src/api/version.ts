import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../platform/config';

const Package = z.object({ version: z.string() });

/** The product's version, which its API document carries. */
export const apiVersion = (): string =>
  Package.parse(JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'))).version;
