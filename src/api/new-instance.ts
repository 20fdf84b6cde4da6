import { v5 as derivedId } from 'uuid';
import { chooseVersion, type Version } from '../crm';
import type { Fields, Kind } from '../process';
import { fieldProblem } from '../process/fields/field-value';
import type { Context } from './context';
import { ownerOfNew } from './new-owner';
import { Problem } from './problem';
import type { Reply } from './route';
import { type AskedCommand, mustExist, send } from './send';

/** The namespace of ids that follow from an Idempotency-Key: a repeated key names the same lead or sale. */
const BY_KEY = '9d2b7a35-6a0e-5c0f-8a71-5f3d1f0c2e64';

/** The id of what a key makes. The route is part of it, so that one key never means two things. */
export const idOf = (key: string, what: string): string => derivedId(`${what} ${key}`, BY_KEY);

/** A lead or a sale that is to start. */
export interface NewInstance {
  kind: Kind;
  process?: string;
  ownerId?: string;
  accountId?: string;
  contactId?: string;
  productId?: string;
  fields: Fields;
  /** The words of the CRM's row. */
  record: Readonly<Record<string, unknown>>;
  /** What is wrong with the body beside ids that are not there. */
  faults?: readonly { path: string; message: string }[];
  /** What the routing rule may ask for beside the fields. */
  source?: string;
}

/** Starts the process of a new lead or sale; its row is written with the first decision. */
export async function startInstance(
  context: Context,
  asked: AskedCommand,
  given: NewInstance,
): Promise<Reply<unknown>> {
  const { kind, ownerId, accountId, contactId, productId, record } = given;
  await mustExist(
    context,
    asked.actor,
    {
      ownerId: ['person', ownerId],
      accountId: ['account', accountId],
      contactId: ['contact', contactId],
      productId: ['product', productId],
    },
    given.faults,
  );
  const instanceId = idOf(asked.headers['idempotency-key'], kind);
  const version = await versionFor(context, given, instanceId);
  const fields = { ...knownAlready(version, record), ...given.fields };
  const words = Object.fromEntries(Object.entries(record).filter(([, word]) => word !== undefined));
  return send(context, asked, {
    kind,
    instanceId,
    act: { type: 'start', owner: ownerId ?? (await ownerOfNew(context, given, instanceId, asked.actor.id)), fields },
    versionId: version.id,
    record: words,
    status: 201,
  });
}

/** What was typed about a lead and is a field of its process as well, so that nobody asks for it again. */
function knownAlready({ kind, definition }: Version, record: NewInstance['record']): Fields {
  const { need } = record;
  const field = kind === 'lead' && definition.fields.need;
  return field && typeof need === 'string' && !fieldProblem(field, need) ? { need } : {};
}

async function versionFor(
  context: Context,
  { kind, process, fields, source, accountId, record }: NewInstance,
  instanceId: string,
): Promise<Version> {
  const line = typeof record.line === 'string' ? record.line : null;
  const version = await (process === undefined
    ? chooseVersion(context, { kind, fields, source, line, accountId }, instanceId)
    : context.versions.current(process));
  if (version?.kind === kind) return version;
  const message = version ? `Is a process for ${version.kind}s` : 'There is no such process';
  const detail =
    process === undefined ? `No routing rule says which process a new ${kind} gets.` : `body.process: ${message}`;
  throw new Problem('BadInput', { detail, errors: [{ path: 'body.process', message }] });
}
