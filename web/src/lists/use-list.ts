import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { besideView, NO_CHART, useNamedCharts } from './charts';
import { type Asked, type Field, fieldsQuery, type View, viewsQuery } from './queries';
import { type Entity, FIRST_VIEW, type ListSearch, NAME, PATHS } from './search';

/** A list as its address has it: the view, and what was changed of it. */
export interface AskedOfView {
  entity: Entity;
  search: ListSearch;
  view: View | undefined;
  views: readonly View[];
  fields: readonly Field[];
  columns: readonly Field[];
  sort: string;
  asked: Asked;
  /** Goes where the list is asked so. */
  go: (to: Partial<ListSearch>) => void;
}

/** What an address asks of a list, once its fields and views are known. */
export function useList(entity: Entity, search: ListSearch) {
  const navigate = useNavigate();
  const fields = useQuery(fieldsQuery(entity));
  const views = useQuery(viewsQuery(entity));
  const charts = useNamedCharts(entity);
  const fault = fields.error ?? views.error;
  const again = () => void Promise.all([fields.refetch(), views.refetch()]);
  if (!fields.data || !views.data) return { list: undefined, gone: false, fault, again };
  const id = search.view ?? views.data.find(({ first }) => first)?.id ?? FIRST_VIEW[entity];
  const view = views.data.find((one) => one.id === id);
  const known = new Map(fields.data.map((field) => [field.key, field]));
  const wanted = search.columns?.split(',') ?? view?.columns ?? [];
  // What a row is called comes first: it leads to the card.
  const keys = [NAME[entity], ...wanted.filter((key) => key !== NAME[entity])];
  const columns = [...new Set(keys)].flatMap((key) => known.get(key) ?? []);
  const sort = search.sort ?? view?.sort ?? '';
  const asked = { view: view?.id, filter: search.filter, sort, columns: columns.map(({ key }) => key).join(',') };
  const beside = search.chart === undefined ? besideView(charts, view) : undefined;
  const shown = { ...search, ...beside, ...(search.chart === NO_CHART && { chart: undefined }) };
  const go = (to: Partial<ListSearch>) => {
    // What a view brings goes with it; whatever else is asked is asked of what is shown.
    const from = to.view !== undefined || search.chart === NO_CHART ? search : shown;
    const none = to.chart === undefined && 'chart' in to && besideView(charts, view) !== undefined;
    void navigate({ to: PATHS[entity], search: { ...from, ...to, ...(none && { chart: NO_CHART }) } });
  };
  // Gone, or no longer shared: nothing can be asked of it.
  const gone = search.view !== undefined && !view;
  const list: AskedOfView = {
    entity,
    search: shown,
    view,
    views: views.data,
    fields: fields.data,
    columns,
    sort,
    asked,
    go,
  };
  return { list, gone, fault: null, again };
}
