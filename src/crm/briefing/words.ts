import type { Text } from '../../process';

const text = (en: string, ru: string): Text => ({ en, ru });

/** What a briefing says on paper, in both languages. */
export const WORDS = {
  briefing: text('Briefing', 'Справка перед встречей'),
  client: text('Client', 'Клиент'),
  people: text('People', 'Люди'),
  deals: text('Open leads and sales', 'Открытые лиды и продажи'),
  theDeal: text('This lead or sale, and others that are open', 'Этот лид или продажа и другие открытые'),
  promises: text('What we owe them, and what is planned', 'Что мы обещали и что запланировано'),
  cases: text('Open questions to support', 'Открытые обращения в поддержку'),
  interactions: text('Last contacts', 'Последние контакты'),
  interests: text('Interests', 'Интересы'),
  purchases: text('Purchases', 'Покупки'),
  nothing: text('Nothing', 'Ничего'),
  doNotCall: text('Do not call', 'Не звонить'),
  agreed: text('agreed', 'согласие'),
  withdrawn: text('refused', 'отказ'),
  curator: text('curator', 'куратор'),
  holding: text('part of', 'входит в'),
  employees: text('employees', 'сотрудников'),
  revenue: text('a year', 'в год'),
  owner: text('owner', 'ответственный'),
  due: text('due', 'срок'),
  waits: text('waits until', 'ожидание до'),
  waitsForEvent: text('waits', 'ожидание'),
  decision: text('client decides on', 'клиент решает'),
  clientsTurn: text('the client’s turn', 'ход клиента'),
  expects: text('Expected now', 'Сейчас нужно'),
  need: text('Need', 'Потребность'),
  plans: text('Plans', 'Планы'),
  anybody: text('whoever claims it', 'кто возьмёт'),
  noDate: text('no date', 'без срока'),
  prefers: text('prefers', 'предпочитает'),
  more: text('and more', 'и ещё'),
  openLeads: text('open leads', 'открытых лидов'),
  openSales: text('open sales', 'открытых продаж'),
  won: text('sales won', 'выигранных продаж'),
  lost: text('sales lost', 'проигранных продаж'),
  contacts: text('contacts', 'контактов'),
  asOf: text('as of', 'на'),
  for: text('for', 'для'),
  page: text('page', 'стр.'),
  lead: text('Lead', 'Лид'),
  sale: text('Sale', 'Продажа'),
} as const;

const LIGHTS: Readonly<Record<string, Text>> = {
  'on time': text('on time', 'в срок'),
  'due soon': text('due soon', 'скоро срок'),
  overdue: text('overdue', 'просрочено'),
  escalated: text('escalated', 'передано руководителю'),
  waiting: text('waiting', 'ожидает'),
};

const KINDS: Readonly<Record<string, Text>> = {
  call: text('call', 'звонок'),
  'e-mail': text('e-mail', 'письмо'),
  meeting: text('meeting', 'встреча'),
  visit: text('visit', 'визит'),
  form: text('form', 'форма'),
  message: text('message', 'сообщение'),
  support: text('question to support', 'обращение в поддержку'),
};

const CHANNELS: Readonly<Record<string, Text>> = {
  'e-mail': text('e-mail', 'почта'),
  phone: text('phone', 'телефон'),
  messenger: text('messenger', 'мессенджер'),
  post: text('post', 'обычная почта'),
};

const PURPOSES: Readonly<Record<string, Text>> = {
  deal: text('deal', 'сделка'),
  marketing: text('marketing', 'реклама'),
};

const DIRECTIONS: Readonly<Record<string, Text>> = {
  in: text('from them', 'от клиента'),
  out: text('from us', 'от нас'),
};

const named =
  (words: Readonly<Record<string, Text>>) =>
  (key: string): Text =>
    words[key] ?? text(key, key);

/** What keys are called; one that has no name here is called by itself. */
export const lightWord = named(LIGHTS);
export const kindWord = named(KINDS);
export const channelWord = named(CHANNELS);
export const purposeWord = named(PURPOSES);
export const directionWord = named(DIRECTIONS);
