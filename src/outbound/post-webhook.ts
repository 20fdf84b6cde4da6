import { type Calling, createPost, isForLater, type Reached, waitAsked } from './guarded-post';
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
    return outcomeOf(await post({ url, headers, body }));
  };
}

function outcomeOf(reached: Reached): Outcome {
  if (reached === 'out of reach') return { result: 'failed', said: 'its address may not be reached from here' };
  if ('away' in reached) return { result: 'again', said: `no answer (${reached.away})` };
  const { status, retryAfter } = reached;
  const said = `answered ${status}`;
  if (status >= 200 && status < 300) return { result: 'sent', said };
  if (status === 410) return { result: 'failed', said: `${said}: it wants no more calls`, gone: true };
  if (status >= 300 && status < 400) return { result: 'failed', said: `${said}: redirects are not followed` };
  if (isForLater(status)) return { result: 'again', said, ...waitAsked(retryAfter) };
  return { result: 'failed', said };
}
