import { z } from 'zod';
import { collectNames } from './collect-names';
import { definitionSchema } from './schema/definition';

/**
 * The form of a definition's text as a JSON Schema (draft 2020-12), for editors: what `readDefinition` reads has this
 * form, but for the names in it, which each text declares for itself.
 */
export function definitionJsonSchema(): object {
  const schema = definitionSchema({ names: collectNames({}), known: {}, guess: () => '' });
  const { $schema, ...form } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => tellShortForms(jsonSchema),
  });
  return {
    $schema,
    title: 'A process definition of Dealwright',
    description: 'The stages that a lead or a sale goes through, and what is asked of whom. See process.md.',
    ...form,
  };
}

type Json = z.core.JSONSchema.BaseSchema & { short?: z.core.JSONSchema.BaseSchema; orOne?: boolean };

/** Short forms stand in the schemas' `meta`, since JSON Schema cannot see what a `preprocess` takes. */
function tellShortForms(json: Json): void {
  const { short, orOne, description, examples, id, ...long } = json;
  const one = orOne ? long.items : short;
  if (one === undefined) return;
  for (const key of Object.keys(json)) delete json[key];
  Object.assign(json, { ...told({ id, description, examples }), anyOf: [one, long] });
}

const told = (parts: object): object =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
