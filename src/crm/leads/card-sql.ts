import type { Kind, Text } from '../../process';

/** A lead that became a sale, or joined it, and why. */
export interface FromLead {
  id: string;
  number: number;
  topic: string;
  /** The value of its process's field `ground`, where it has one, and how that is called. */
  ground: string | null;
  groundName: Text | null;
  /** In words of one's own. */
  words: string | null;
}

/** What only a card shows, beside what lists do. */
export interface CardExtras {
  /** Of a lead: the words in which it was last closed, where they are no value of a field. */
  closingWords: string | null;
  /** Of a sale. */
  fromLeads: readonly FromLead[];
  /** Of a sale: required added fields that it lacks. */
  lacksCustom: readonly { key: string; name: Text }[];
}

/** The words of the last closing command; with `until`, of the last by that decision. */
const closingWords = (instance: string, until?: string): string => `(
  SELECT d.record ->> 'reason' FROM commands d
  WHERE d.instance_id = ${instance} AND d.type = 'close' AND d.status = 'applied'${until ? ` AND (d.answer ->> 'seq')::int <= ${until}` : ''}
  ORDER BY (d.answer ->> 'seq')::int DESC LIMIT 1)`;

/** Columns beside `process_instances i`, its decision `e` and its words `w`. */
export const CARD_EXTRAS: Readonly<Record<Kind, string>> = {
  lead: `${closingWords('i.id', 'e.seq')} AS "closingWords", NULL AS "fromLeads", NULL AS "lacksCustom"`,
  sale: `NULL AS "closingWords",
    (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'topic', l.topic, 'ground', li.snapshot #>> '{fields,ground}',
         'groundName', lv.definition #> ARRAY['fields', 'ground', 'options', li.snapshot #>> '{fields,ground}'],
         'words', ${closingWords('l.id')}) ORDER BY l.created_at, l.id)
       FROM leads l JOIN process_instances li ON li.id = l.id JOIN process_versions lv ON lv.id = li.version_id
       WHERE l.sale_id = i.id) AS "fromLeads",
    (SELECT jsonb_agg(jsonb_build_object('key', f.key, 'name', f.name) ORDER BY f.position, f.key) FROM custom_fields f
       WHERE f.entity = 'sale' AND f.required AND f.retired_at IS NULL AND NOT w.custom ? f.key) AS "lacksCustom"`,
};
