import { type Calling, createPost, outcomeOfCall } from './guarded-post';
import type { Outcome } from './outcome';
import { signatureHeaders } from './sign';

/** One call: `id` is the same in each try, and so is the body. */
export interface Call {
  url: string;
  secret: string;
  id: string;
  body: string;
}

export type PostWebhook = (call: Call, at: number) => Promise<Outcome>;

/** Makes what calls a receiver once. */
export function createPostWebhook(calling: Calling): PostWebhook {
  const post = createPost(calling);
  return async ({ url, secret, id, body }, at) => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      ...signatureHeaders(secret, id, at, body),
    };
    return outcomeOfCall(await post({ url, headers, body }), meant);
  };
}

function meant(status: number, said: string): Outcome | null {
  if (status === 410) return { result: 'failed', said: `${said}: it wants no more calls`, gone: true };
  return status >= 300 && status < 400 ? { result: 'failed', said: `${said}: redirects are not followed` } : null;
}
