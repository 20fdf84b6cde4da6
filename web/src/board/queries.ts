import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Shown, told } from '../api/client';
import type { Kind } from '../deal/queries';
import { type BoardSearch, BY } from './search';

export type BoardColumn = Shown['BoardSaleColumn'] | Shown['BoardLeadColumn'];
export type Card = Shown['BoardSaleCard'] | Shown['BoardLeadCard'];
export interface CardPage {
  items: Card[];
  next: string | null;
  asOf: string;
}
export type Pages = InfiniteData<CardPage, string>;

export const kindOf = ({ kind }: BoardSearch): Kind => kind ?? 'sale';
export const nameOf = (card: Card): string => ('title' in card ? card.title : card.topic);
export const moneyOf = (card: Card) => ('amount' in card ? card.amount : null);

/** What narrows a board, as the API is asked: each may stand there several times. */
const narrowing = (search: BoardSearch) =>
  Object.fromEntries(BY.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]]))) as Record<
    string,
    never
  >;

/** The columns with their counts; the cards are read column by column. */
export const boardQuery = (search: BoardSearch) =>
  queryOptions({
    queryKey: ['board', kindOf(search), search.process, narrowing(search)],
    queryFn: () => {
      const query = { ...narrowing(search), ...(search.process && { process: search.process }) };
      return kindOf(search) === 'sale'
        ? told(api.GET('/board/sales', { params: { query } }))
        : told(api.GET('/board/leads', { params: { query } }));
    },
    placeholderData: keepPreviousData,
  });

const PAGE = 50;

export interface CardsOf {
  search: BoardSearch;
  process: string;
  /** Undefined: all that is open. */
  stage?: string | undefined;
}

const readCards = async ({ search, process }: CardsOf, more: object): Promise<CardPage> => {
  const query = { ...narrowing(search), process, ...(search.light && { light: search.light }), ...more };
  return kindOf(search) === 'sale'
    ? await told(api.GET('/board/sales/cards', { params: { query } }))
    : await told(api.GET('/board/leads/cards', { params: { query } }));
};

/** Of all cards that are shown, for finding them by what has happened. */
export const CARDS = 'board-cards';

/** The cards of a column, as far as they have been read. What happens is put into them (`use-live.ts`), so that no page is read twice. */
export const cardsQuery = (of: CardsOf) =>
  infiniteQueryOptions({
    queryKey: [CARDS, kindOf(of.search), of.process, narrowing(of.search), of.search.light, of.stage ?? ''],
    queryFn: ({ pageParam }) =>
      readCards(of, { limit: PAGE, ...(of.stage && { stage: of.stage }), ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 20_000,
    refetchOnWindowFocus: false,
  });

/** How some cards stand now; those that are no longer on the board are not among them. */
export async function readNow(of: CardsOf, ids: readonly string[]): Promise<Card[]> {
  return ids.length === 0 ? [] : (await readCards(of, { limit: 100, id: [...ids] })).items;
}
