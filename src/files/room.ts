import { join } from 'node:path';
import { createScan, type Scan, scannerAt } from './scan';
import { diskStore } from './store/disk';
import { type Bucket, s3Store } from './store/s3';
import type { Place, Store } from './store/store';

/** Where files of this installation lie, and who looks at them before anybody gets them. */
export interface FileRoom {
  /** Where what comes is written down until it is whole. */
  incoming: string;
  /** Where new ones go. */
  place: Place;
  /** What was put elsewhere before the settings changed is still found there. */
  stores: { disk: Store; s3?: Store };
  /** Without it files are given out as they came. */
  scan?: Scan;
}

export interface FileSettings {
  /** A folder of ours. */
  dir: string;
  /** Without it they lie in that folder. */
  bucket?: Bucket;
  /** As `clamd://host:port`. */
  scanner?: string;
}

export function createFileRoom({ dir, bucket, scanner }: FileSettings): FileRoom {
  return {
    incoming: join(dir, 'incoming'),
    place: bucket ? 's3' : 'disk',
    stores: { disk: diskStore(join(dir, 'kept')), ...(bucket && { s3: s3Store(bucket) }) },
    ...(scanner !== undefined && { scan: createScan(scannerAt(scanner)) }),
  };
}
