import { Link } from '@tanstack/react-router';
import { isMoney } from '../answer/values';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { CardField } from './InPlace';
import type { AccountCard, Change, ContactCard, Entity } from './queries';
import { useCatalogue, useCustomFields } from './setup';
import type { Option, ValueType } from './ValueInput';

type Plain = 'text' | 'long' | 'texts';

/** A field that is shown as it is held. */
function useField() {
  const { t } = useWords();
  return (key: 'name' | keyof AccountCard | keyof ContactCard, type: Plain, value: unknown): CardField => ({
    key,
    type,
    value,
    label: t(`clients.field.${key as 'name'}`),
    shown: Array.isArray(value) ? value.join(', ') || null : ((value as string | null) ?? null),
    change: (given) => ({ [key]: given }) as Change,
  });
}

/** What the first tab of an organisation tells and lets be changed, in its order. Source: ONEC-04, ONEC-06 to ONEC-08. */
export function useAccountFields(card: AccountCard): CardField[] {
  const { t } = useWords();
  const { money, figure } = useFormat();
  const plain = useField();
  const number = (key: 'employees' | 'foundedYear', shown: string | null): CardField => ({
    ...plain(key, 'text', card[key]),
    type: 'number',
    shown,
  });
  const picked = usePicked(card);
  return [
    plain('name', 'text', card.name),
    ownerField(card, t('clients.field.curator')),
    picked('relationshipStage', 'relationship-stage', 'choice'),
    picked('importance', 'importance', 'choice'),
    picked('category', 'account-category', 'choice'),
    {
      ...plain('holding', 'text', card.holding),
      type: 'account',
      shown: card.holding && (
        <Link to="/accounts/$id" params={{ id: card.holding.id }}>
          {card.holding.name}
        </Link>
      ),
      change: (given) => ({ holdingId: (given as { id: string } | null)?.id ?? null }),
    },
    picked('industry', 'industry', 'suggest'),
    plain('activities', 'texts', card.activities),
    picked('region', 'region', 'suggest'),
    plain('country', 'text', card.country),
    number('employees', card.employees === null ? null : figure(card.employees)),
    number('foundedYear', card.foundedYear === null ? null : String(card.foundedYear)),
    {
      ...plain('annualRevenue', 'text', card.annualRevenue),
      type: 'money',
      shown: card.annualRevenue && money(card.annualRevenue),
    },
    plain('notes', 'long', card.notes),
  ];
}

/** Fields that are picked from a short list, or suggested by one. */
function usePicked(card: AccountCard) {
  const plain = useField();
  const lists = {
    'relationship-stage': useCatalogue('relationship-stage'),
    importance: useCatalogue('importance'),
    'account-category': useCatalogue('account-category'),
    industry: useCatalogue('industry'),
    region: useCatalogue('region'),
  };
  return (
    key: 'relationshipStage' | 'importance' | 'category' | 'industry' | 'region',
    list: keyof typeof lists,
    type: 'choice' | 'suggest',
  ): CardField => ({
    ...plain(key, 'text', card[key]),
    type,
    options: lists[list].options(card[key]),
    shown: lists[list].name(card[key]),
  });
}

const ownerField = (card: AccountCard | ContactCard, label: string): CardField => ({
  key: 'ownerId',
  type: 'person',
  label,
  value: card.ownerId,
  shown: card.owner?.name ?? null,
  change: (given) => ({ ownerId: given as string | null }),
});

/** A language by its name, as far as its code is one. */
function nameOf(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** What the first tab of a person tells and lets be changed. */
export function useContactFields(card: ContactCard): CardField[] {
  const { t, language } = useWords();
  const { day } = useFormat();
  const plain = useField();
  return [
    { ...plain('name', 'text', card.name), label: t('clients.personName') },
    ownerField(card, t('clients.field.curator')),
    { ...plain('language', 'text', card.language), shown: card.language && nameOf(card.language, language) },
    { ...plain('birthDate', 'text', card.birthDate), type: 'date', shown: card.birthDate && day(card.birthDate) },
    plain('notes', 'long', card.notes),
  ];
}

/** What requisites and the like of an organisation begin with. */
export function useLegalFields(card: AccountCard): CardField[] {
  const plain = useField();
  return [plain('legalName', 'text', card.legalName), plain('taxNumber', 'text', card.taxNumber)];
}

const TYPES: Record<string, ValueType> = {
  text: 'text',
  number: 'number',
  flag: 'flag',
  date: 'date',
  choice: 'choice',
  money: 'money',
};

/** The fields that the company added to such cards; retired ones only where the card holds something. */
export function useCustomCardFields(entity: Entity, card: AccountCard | ContactCard): CardField[] {
  const { t, say } = useWords();
  const { money, day, figure } = useFormat();
  const { data } = useCustomFields(entity);
  const show = (type: string, value: unknown, options: readonly Option[]): string | null => {
    if (value === undefined || value === null || value === '') return null;
    if (isMoney(value)) return money(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return figure(value);
    if (type === 'date') return day(String(value));
    return options.find((one) => one.value === value)?.label ?? String(value);
  };
  return (data?.items ?? [])
    .filter(({ key, retiredAt }) => retiredAt === null || card.custom[key] !== undefined)
    .map(({ key, type, name, options }) => {
      const choices = Object.entries(options).map(([value, label]) => ({ value, label: say(label) }));
      const value = card.custom[key] ?? null;
      return {
        key: `custom.${key}`,
        type: TYPES[type] ?? 'text',
        label: say(name),
        value,
        shown: show(type, value, choices),
        options: choices,
        change: (given: unknown): Change => ({ custom: { [key]: given as string } }),
      };
    });
}
