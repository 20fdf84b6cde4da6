interface Parameter {
  in: string;
  name: string;
  schema: object;
}

interface Operation {
  parameters?: Parameter[];
  responses?: Record<string, { content?: Record<string, { schema?: object }> }>;
}

/** Documentation of an API, as far as it is changed here. */
export interface Described {
  paths?: object;
}

/**
 * The documentation, whose addresses name by `id` what is there, beside what is not; without the paths that are left out; of the
 * others the nth of so many shares.
 */
export function documentWith(
  document: Described,
  ids: Readonly<Record<string, readonly string[]>>,
  leftOut: readonly string[],
  share: { of: number; nth: number },
): Described {
  const copy = JSON.parse(JSON.stringify(document)) as { paths: Record<string, Record<string, Operation>> };
  for (const [n, path] of Object.keys(copy.paths).entries())
    if (leftOut.includes(path) || n % share.of !== share.nth % share.of) delete copy.paths[path];
  for (const [path, operations] of Object.entries(copy.paths)) {
    // What is a text to us is read as what it says there.
    for (const { responses = {} } of Object.values(operations))
      for (const { content = {} } of Object.values(responses))
        for (const [type, answer] of Object.entries(content)) if (type.includes('yaml')) delete answer.schema;
    const known = ids[path.split('/')[1] ?? ''];
    for (const { parameters = [] } of known ? Object.values(operations) : []) {
      const id = parameters.find(({ name, in: place }) => name === 'id' && place === 'path');
      if (id && known) id.schema = { type: 'string', enum: [...known, ABSENT] };
    }
  }
  return copy;
}

/** Nobody's. */
const ABSENT = '0199aaaa-0000-7000-8000-000000000000';
