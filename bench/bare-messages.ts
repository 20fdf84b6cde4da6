import { defineUpdate } from '@temporalio/workflow';

/** The bare workflow that our layers are measured against: what Temporal itself costs. */
export const BARE = 'bare';
export const BARE_QUEUE = 'bench-bare';

/** Does nothing but answer. */
export const nothingUpdate = defineUpdate<number, []>('nothing');

/** Writes one row by a local activity, then answers. */
export const writeUpdate = defineUpdate<number, [text: string]>('write');
