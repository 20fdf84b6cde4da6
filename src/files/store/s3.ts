import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreAway } from '../limits';
import { checkedKey, type Store } from './store';

/** A bucket. Whose keys are used, and its region, the usual variables and places of AWS say. */
export interface Bucket {
  name: string;
  /** In front of each key; ends in a slash, or is ''. */
  prefix: string;
  /** Of a server that is not Amazon's. */
  endpoint?: string;
}

/** What the client would say beside what it throws goes past our log, with addresses in it. */
const nothing = () => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A store in a bucket of an S3-compatible server. The client is loaded by the first call, since most installations have none. */
export function s3Store({ name, prefix, endpoint }: Bucket): Store {
  const sdk = import('@aws-sdk/client-s3');
  sdk.catch(() => undefined); // told by whoever asks
  let client: S3Client | undefined;
  const open = async () => {
    const { S3Client, ...commands } = await sdk;
    client ??= new S3Client({
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true, region: process.env.AWS_REGION ?? 'us-east-1' }),
      maxAttempts: 3,
      logger: SILENT,
      // Many servers know no checksums but those that are sent: ours is SHA-256, of the whole.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { client, ...commands };
  };
  const of = (key: string) => ({ Bucket: name, Key: `${prefix}${checkedKey(key)}` });
  return {
    put: (key, path, bytes) =>
      orAway(async () => {
        const s3 = await open();
        const ChecksumSHA256 = Buffer.from(key, 'hex').toString('base64');
        const Body = createReadStream(path);
        const ContentType = 'application/octet-stream';
        await s3.client.send(
          new s3.PutObjectCommand({ ...of(key), Body, ContentLength: bytes, ContentType, ChecksumSHA256 }),
        );
      }),
    read: (key) =>
      orAway(async () => {
        const s3 = await open();
        const { Body } = await s3.client.send(new s3.GetObjectCommand(of(key)));
        return Body as Readable;
      }),
    remove: (key) =>
      orAway(async () => {
        const s3 = await open();
        await s3.client.send(new s3.DeleteObjectCommand(of(key)));
      }),
  };
}

/** Their words may hold addresses and keys: a code stands for them. */
async function orAway<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { Code, code, name } = error as { Code?: unknown; code?: unknown; name?: unknown };
    throw new StoreAway(`The bucket of files: ${String(Code ?? code ?? name ?? 'error')}`);
  }
}
