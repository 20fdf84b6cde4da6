import { type ComponentType, type ReactNode, useState } from 'react';
import { useNamesOf } from '../lists/use-value-name';
import { useOptions } from '../narrow/options';
import { type Dimension, narrowed } from '../narrow/search';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { Head } from './define';
import { type Column, FigureTable } from './FigureTable';
import styles from './reports.module.css';
import type { Question, ReportSearch } from './search';

/** What reports about the ways of deals can be parted by. */
export const WAYS_BY = [
  ...(['owner', 'team', 'process', 'version', 'source', 'product', 'region', 'line'] as const),
] as const satisfies readonly Dimension[];

/** A body of figures with the same of the period that it is held against. */
type Held<B> = B & { before: B | null };
type Part<B> = Held<B> & { group: { key: string; name: string } };

/** What such a report answers: the whole, and where it is asked in parts each of them. */
export type PartedAnswer<B> = Head & Held<B> & { parts: Part<B>[] | null; otherParts: number };

/** What parts are called by: names of processes and teams in the reader's language, a word for those without one. */
export function useGroupName(by: string | undefined): (group: { key: string; name: string }) => string {
  const { t } = useWords();
  const { options: processes } = useOptions(by === 'process' || by === 'version' ? 'process' : null);
  const { options: others } = useOptions(by === 'team' || by === 'stage' ? by : null);
  const picked = by === 'source' || by === 'region';
  const named = useNamesOf('lead', picked);
  const labelOf = (options: typeof others, key: string) => options.find(({ value }) => value === key)?.label;
  return ({ key, name }) => {
    if (key === '') return t('narrow.none');
    if (by === 'process') return labelOf(processes, key) ?? key;
    const [, process = '', version] = (by === 'version' && /^(.*)@(\d+)$/.exec(key)) || [];
    if (version)
      return t('reports.processChange.version', { process: labelOf(processes, process) ?? process, version });
    return labelOf(others, key) ?? (picked ? named(by, key) : name || key);
  };
}

/** One figure of each row, part beside part: what is looked at first. */
export interface Glance<B, R> {
  /** What the figure is. */
  title: string;
  rows: (body: B) => readonly R[];
  keyOf: (row: R) => string;
  name: (row: R) => string;
  figure: (row: R) => ReactNode;
}

export interface OneProps<B> {
  of: B;
  before: B | null;
  /** Of which part; null: it is the whole. */
  name: string | null;
  head: Head;
  /** What it is narrowed to, its part with it: for numbers whose addresses the API does not give. */
  narrowed: Question;
  model: string | undefined;
}

interface PartedProps<B, R> {
  answer: PartedAnswer<B>;
  search: ReportSearch;
  /** How the figures of the whole or of one part are shown. */
  One: ComponentType<OneProps<B>>;
  glance?: Glance<B, R>;
}

/** The whole; where it is asked in parts, those beside each other and then each for itself. */
export function Parted<B, R>({ answer, search, One, glance }: PartedProps<B, R>) {
  const { t } = useWords();
  const { figure } = useFormat();
  const name = useGroupName(search.by);
  const { parts, otherParts } = answer;
  const narrow = Object.fromEntries(Object.entries(narrowed({ ...search })).filter(([, held]) => held !== undefined));
  const asked = { head: answer, model: search.model };
  if (parts === null)
    return <One of={answer} before={answer.before} name={null} {...asked} narrowed={narrow as Question} />;
  return (
    <>
      {glance && <AtOneGlance answer={answer} parts={parts} glance={glance} name={name} />}
      {parts.map((part, at) => (
        <Fold key={part.group.key} name={name(part.group)} first={at === 0}>
          <One
            of={part}
            before={part.before}
            name={name(part.group)}
            {...asked}
            narrowed={{ ...(narrow as Question), ...(search.by && { [search.by]: part.group.key }) }}
          />
        </Fold>
      ))}
      {parts.length === 0 && <p className={styles.none}>{t('reports.none')}</p>}
      {otherParts > 0 && <p>{t('reports.parts.others', { count: otherParts, number: figure(otherParts) })}</p>}
    </>
  );
}

interface GlanceProps<B, R> {
  answer: PartedAnswer<B>;
  parts: readonly Part<B>[];
  glance: Glance<B, R>;
  name: (group: { key: string; name: string }) => string;
}

function AtOneGlance<B, R>({
  answer,
  parts,
  glance: { title, rows, keyOf, name: nameOf, figure },
  name,
}: GlanceProps<B, R>) {
  const { t } = useWords();
  const of = (body: B, row: R) => {
    const found = rows(body).find((one) => keyOf(one) === keyOf(row));
    return found === undefined ? '–' : figure(found);
  };
  const columns: Column<R>[] = [
    { title, of: nameOf },
    { title: t('reports.parts.all'), of: figure },
    ...parts.map((part) => ({ key: part.group.key, title: name(part.group), of: (row: R) => of(part, row) })),
  ];
  return <FigureTable caption={t('reports.parts.beside')} columns={columns} rows={rows(answer)} keyOf={keyOf} />;
}

/** A part that is opened to be read: what nobody looks at is not drawn. */
function Fold({ name, first, children }: { name: string; first: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(first);
  return (
    <details className={styles.part} open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>{name}</h2>
      </summary>
      {open && <div className={styles.answer}>{children}</div>}
    </details>
  );
}

/** The row of the same name in the period that it is held against. */
export const sameIn = <R,>(rows: readonly R[] | undefined, row: R, keyOf: (row: R) => string): R | undefined =>
  rows?.find((one) => keyOf(one) === keyOf(row));
