import { useQuery } from '@tanstack/react-query';
import { api, keyed, newKey, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import type { NamedAndShared } from '../parts/NamedAndShared';
import { oneOf, text } from '../shell/address';
import type { View } from './queries';
import { type Entity, FORMS, type ListSearch, WIDTHS } from './search';

/** What makes a chart what it is: what its bars stand for, how wide they are, what they add up, how it is drawn. */
export type ChartType = Pick<ListSearch, 'chart' | 'width' | 'sum' | 'form'>;

/** A chart of a list that somebody keeps under a name, as saved reports are kept. */
export type NamedChart = Shown['SavedReport'] & { type: ChartType };

/** In an address: none, where there would be one. */
export const NO_CHART = 'none';

/** What it is saved as; the same query as that of saved reports, so both are read anew together. */
export const LIST_CHART = 'list-chart';
const savedQuery = { queryKey: ['reports'], queryFn: () => told(api.GET('/reports')) };
const reread = () => queryClient.invalidateQueries({ queryKey: savedQuery.queryKey });

/** Where the list is that a saved chart stands beside, and what its address holds. */
export function listOfChart({ question }: Shown['SavedReport']): { entity: Entity; search: ListSearch } | null {
  const { entity, by, width, sum, form, view, filter } = question as Record<string, unknown>;
  const known = oneOf(['lead', 'sale', 'account', 'contact'] as const, entity);
  if (!known) return null;
  const drawn = { chart: text(by), width: oneOf(WIDTHS, width), sum: text(sum), form: oneOf(FORMS, form) };
  return { entity: known, search: { view: text(view), filter: text(filter), ...drawn } };
}

/** Charts of a list that are one's own or shared. */
export function useNamedCharts(entity: Entity): readonly NamedChart[] {
  const { data } = useQuery(savedQuery);
  return (data?.items ?? []).flatMap((saved) => {
    const of = saved.report === LIST_CHART ? listOfChart(saved) : null;
    if (of?.entity !== entity) return [];
    const { chart, width, sum, form } = of.search;
    return [{ ...saved, type: { chart, width, sum, form } }];
  });
}

/** The chart that is there whenever a view is opened: one's own, else that of whoever made the view. */
export function besideView(charts: readonly NamedChart[], view: View | undefined): ChartType | undefined {
  const beside = charts.filter(({ question }) => view && question.beside === 'view' && question.view === view.id);
  return (beside.find(({ yours }) => yours) ?? beside.find(({ owner }) => owner.id === view?.owner?.id))?.type;
}

/** Charts that ship with a list, by what their names are in the words of lists. Source: DYN-23. */
export const SHIPPED: Readonly<
  Partial<Record<Entity, readonly { name: 'campaign' | 'owner' | 'speed'; type: ChartType }[]>>
> = {
  lead: [
    { name: 'campaign', type: { chart: 'campaign' } },
    { name: 'owner', type: { chart: 'owner' } },
    { name: 'speed', type: { chart: 'startedAt', width: 'week', form: 'columns' } },
  ],
};

export const sameType = (one: ChartType, other: ChartType): boolean =>
  (['chart', 'width', 'sum', 'form'] as const).every((part) => one[part] === other[part]);

interface Kept extends NamedAndShared {
  entity: Entity;
  type: ChartType;
  /** Beside which view and filter it was made: its link among the reports leads there. */
  view: string | undefined;
  filter: string | undefined;
  /** Whether it is there whenever that view is opened. */
  beside: boolean;
}

export async function keepChart({ name, shared, teams, entity, type, view, filter, beside }: Kept): Promise<void> {
  const { chart, ...rest } = type;
  const asked = Object.entries({
    ...{ entity, by: chart, ...rest, view, filter },
    beside: beside ? 'view' : undefined,
  }).filter(([, value]) => value !== undefined);
  const question = Object.fromEntries(asked) as Record<string, string>;
  const body = { report: LIST_CHART, name, question, shared, teams };
  await told(api.POST('/reports', { params: { header: keyed(newKey()) }, body }));
  await reread();
}

export async function dropChart(id: string): Promise<void> {
  await told(api.DELETE('/reports/{id}', { params: { path: { id } } }));
  await reread();
}
