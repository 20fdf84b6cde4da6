import { Radio } from '@mantine/core';
import { isMoney } from '../answer/values';
import { usePeople } from '../api/company';
import { useCatalogue, useCustomFields } from '../clients/setup';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './doubles.module.css';
import type { MergeEntity, Plan, Two } from './queries';

type Field = Plan['fields'][number];
type Held = Field['value'];

interface ComparedProps {
  two: Two;
  plan: Plan;
  pick: (field: string, from: string) => void;
}

/** Both cards side by side, field by field: what differs may be picked, what one lacks is taken from the other. */
export function Compared({ two, plan, pick }: ComparedProps) {
  const { t } = useWords();
  const sides = [two.left, two.right];
  const names = useFieldNames(two.entity);
  const filled = plan.fields.filter(({ value, lost }) => !isBlank(value) || lost.some((one) => !isBlank(one.value)));
  // What is to be decided stands first.
  const told = filled.toSorted((one, other) => Number(differs(other)) - Number(differs(one)));
  return (
    <table className={styles.compared}>
      <caption className={styles.quiet}>{t('doubles.merge.pick')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('doubles.field')}</th>
          {sides.map(({ id, name }, n) => (
            <th key={id} scope="col">
              {n + 1}. {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.map((field) => (
          <FieldRow key={field.field} name={names(field.field)} field={field} sides={sides} pick={pick} />
        ))}
      </tbody>
    </table>
  );
}

interface FieldRowProps {
  field: Field;
  name: string;
  sides: readonly { id: string; name: string }[];
  pick: ComparedProps['pick'];
}

function FieldRow({ field, name, sides, pick }: FieldRowProps) {
  const { t } = useWords();
  const show = useShown(field.field);
  return (
    <tr data-differs={differs(field) || undefined}>
      <th scope="row">{name}</th>
      {sides.map(({ id }, n) => {
        const kept = field.from === id;
        const value = kept ? field.value : (field.lost.find((one) => one.id === id)?.value ?? null);
        if (!differs(field))
          return (
            <td key={id}>{kept ? show(field.value) : <span className={styles.quiet}>{t('doubles.same')}</span>}</td>
          );
        return (
          <td key={id} data-kept={kept || undefined}>
            <Radio
              name={`field ${field.field}`}
              checked={kept}
              onChange={() => pick(field.field, id)}
              label={show(value)}
              aria-label={t('doubles.take', { field: name, n: n + 1, value: show(value) })}
            />
          </td>
        );
      })}
    </tr>
  );
}

const differs = ({ lost }: Field): boolean => lost.some(({ value }) => !isBlank(value));

const isBlank = (value: Held): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** A value as people know it: keys of short lists, colleagues and organisations by their names. */
function useShown(field: string) {
  const { t } = useWords();
  const { money } = useFormat();
  const people = usePeople(field === 'ownerId');
  const lists = useLists();
  return (value: Held): string => {
    if (isBlank(value)) return '–';
    if (isMoney(value)) return money(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (Array.isArray(value)) return value.join(', ');
    if (field === 'ownerId') return people.data?.find(({ id }) => id === value)?.name ?? t('doubles.somebody');
    if (field === 'holdingId') return t('doubles.anOrganisation');
    return lists[field]?.name(String(value)) ?? String(value);
  };
}

function useLists(): Readonly<Record<string, ReturnType<typeof useCatalogue>>> {
  return {
    relationshipStage: useCatalogue('relationship-stage'),
    importance: useCatalogue('importance'),
    category: useCatalogue('account-category'),
    industry: useCatalogue('industry'),
    region: useCatalogue('region'),
  };
}

/** What fields of a card are called; added ones as the company calls them. */
function useFieldNames(entity: MergeEntity) {
  const { t, say } = useWords();
  const { data } = useCustomFields(entity);
  return (field: string): string => {
    const added = data?.items.find(({ key }) => `custom.${key}` === field);
    return added ? say(added.name) : t(`doubles.fields.${field as 'name'}`, { defaultValue: field });
  };
}
