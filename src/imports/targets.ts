/** What rows of a file become. */
export const ENTITIES = ['account', 'contact', 'lead', 'sale', 'interaction', 'product', 'person'] as const;
export type Entity = (typeof ENTITIES)[number];

/** How a cell is read. */
export type CellType =
  | 'text'
  | 'long'
  | 'number'
  | 'percent'
  | 'money'
  | 'date'
  | 'moment'
  | 'email'
  | 'phone'
  | 'list'
  | 'language'
  | 'country'
  /** The name of a record, or its key in the source. */
  | 'name';

/** Something that a column may be. */
export interface Target {
  type: CellType;
  required?: boolean;
  /** The words of headings that mean it, in small letters, English and Russian. The first are the surest. */
  words: readonly string[];
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim());
const KEY: Target = {
  type: 'text',
  words: words(
    'id, key, external id, код, ключ, uid, guid, идентификатор, prospectid, prospect id, opportunity_id, opportunity id, record id, uuid',
  ),
};
const NOTES: Target = {
  type: 'long',
  words: words(
    'notes, note, comment, comments, description, заметки, примечание, примечания, комментарий, комментарии, описание',
  ),
};
const OWNER: Target = {
  type: 'name',
  words: words(
    'owner, responsible, curator, manager, sales agent, sales_agent, assigned to, account manager, ответственный, куратор, менеджер, владелец',
  ),
};
const INDUSTRY: Target = {
  type: 'text',
  words: words('industry, sector, отрасль, сфера деятельности, вид деятельности, specialization'),
};
const REGION: Target = { type: 'text', words: words('region, state, province, область, регион, край') };
const COUNTRY: Target = { type: 'country', words: words('country, страна, office_location') };
const CITY: Target = { type: 'text', words: words('city, town, город, населенный пункт, населённый пункт') };
const POSTCODE: Target = {
  type: 'text',
  words: words('postcode, zip, postal code, zip code, индекс, почтовый индекс'),
};
const ADDRESS: Target = {
  type: 'text',
  words: words('address, street, адрес, улица, фактический адрес, почтовый адрес, business street, business address'),
};
const EMAIL: Target = {
  type: 'email',
  words: words(
    'e-mail, email, mail, e-mail address, email address, электронная почта, почта, эл. почта, эл.почта, эл почта, адрес электронной почты',
  ),
};
const PHONE: Target = {
  type: 'phone',
  words: words(
    'phone, telephone, tel, phone number, телефон, тел, тел., номер телефона, контактный телефон, телефоны, phone office, рабочий телефон, телефон рабочий, business phone, work phone',
  ),
};
const EMAIL2: Target = {
  type: 'email',
  words: words('e-mail 2, email 2, e-mail 2 address, second e-mail, почта 2, другая почта, личная почта'),
};
const PHONE2: Target = {
  type: 'phone',
  words: words(
    'phone 2, mobile, mobile phone, cell, cell phone, мобильный, мобильный телефон, сотовый, телефон мобильный, телефон 2, phone mobile, сотовый телефон',
  ),
};
const PHONE3: Target = {
  type: 'phone',
  words: words('phone 3, home phone, домашний телефон, телефон домашний, телефон 3'),
};
const LANGUAGE: Target = { type: 'language', words: words('language, язык') };
const POST: Target = {
  type: 'text',
  words: words('post, job title, position, title, должность, job, role, occupation'),
};
const SOURCE: Target = {
  type: 'text',
  words: words('source, lead source, leadsource, lead_source, источник, откуда узнали, источник лида, канал'),
};
const CAMPAIGN: Target = { type: 'text', words: words('campaign, кампания, рекламная кампания, мероприятие') };
const REVENUE: Target = {
  type: 'money',
  words: words('annual revenue, revenue, turnover, выручка, годовая выручка, оборот, годовой оборот'),
};
const PRODUCT: Target = { type: 'name', words: words('product, продукт, товар, услуга') };
const ORGANISATION =
  'company, organisation, organization, company name, organisation name, account, account name, employer, firm, компания, организация, фирма, предприятие, место работы, название компании, название организации, наименование организации, контрагент, клиент, юридическое лицо';
const PERSON =
  'full name, name, contact, contact name, person, contact person, фио, ф.и.о., имя и фамилия, контактное лицо, контакт, ф. и. о., полное имя';
const FIRST: Target = { type: 'text', words: words('first name, given name, firstname, имя') };
const LAST: Target = { type: 'text', words: words('last name, surname, family name, lastname, фамилия') };
const MIDDLE: Target = { type: 'text', words: words('middle name, patronymic, отчество') };

/** By kind of record: everything that a column may be. Fields of processes are `field.<key>`, added ones `custom.<key>`. */
export const TARGETS: Readonly<Record<Entity, Readonly<Record<string, Target>>>> = {
  account: {
    name: { type: 'text', required: true, words: words(`${ORGANISATION}, name, title, наименование, название`) },
    key: KEY,
    legalName: {
      type: 'text',
      words: words('legal name, full legal name, полное наименование, юридическое название, юридическое наименование'),
    },
    taxNumber: { type: 'text', words: words('tax number, vat, vat number, tin, tax id, инн, инн/кпп, унп, бин') },
    industry: INDUSTRY,
    region: REGION,
    country: COUNTRY,
    city: CITY,
    postcode: POSTCODE,
    address: ADDRESS,
    foundedYear: {
      type: 'number',
      words: words('founded, year founded, year_established, year established, год основания, основана'),
    },
    employees: {
      type: 'number',
      words: words(
        'employees, number of employees, headcount, staff, численность, сотрудников, число сотрудников, количество сотрудников',
      ),
    },
    annualRevenue: REVENUE,
    holding: {
      type: 'name',
      words: words(
        'holding, parent, parent company, subsidiary_of, subsidiary of, холдинг, головная организация, группа компаний',
      ),
    },
    website: { type: 'text', words: words('website, site, web, url, web page, homepage, сайт, веб-сайт, www') },
    email: EMAIL,
    email2: EMAIL2,
    phone: PHONE,
    phone2: PHONE2,
    phone3: PHONE3,
    activities: { type: 'list', words: words('activities, line of business, направления, виды деятельности') },
    relationshipStage: {
      type: 'text',
      words: words('relationship, relationship stage, stage, стадия отношений, статус, отношения'),
    },
    importance: { type: 'text', words: words('importance, важность, приоритет') },
    category: { type: 'text', words: words('category, категория, abc, тип клиента') },
    notes: NOTES,
    owner: OWNER,
  },
  contact: {
    name: { type: 'text', required: true, words: words(PERSON) },
    lastName: LAST,
    firstName: FIRST,
    middleName: MIDDLE,
    key: KEY,
    email: EMAIL,
    email2: EMAIL2,
    phone: PHONE,
    phone2: PHONE2,
    phone3: PHONE3,
    account: { type: 'name', words: words(ORGANISATION) },
    post: POST,
    decisionRole: {
      type: 'text',
      words: words('decision role, role in decisions, роль, роль в сделке, роль в принятии решений'),
    },
    language: LANGUAGE,
    birthDate: { type: 'date', words: words('birthday, birth date, date of birth, день рождения, дата рождения') },
    country: COUNTRY,
    region: REGION,
    city: CITY,
    postcode: POSTCODE,
    address: ADDRESS,
    notes: NOTES,
    owner: OWNER,
  },
  lead: {
    topic: {
      type: 'text',
      required: true,
      words: words('topic, subject, interest, тема, интерес, запрос, предмет интереса, leadorigin, lead origin'),
    },
    key: KEY,
    personName: { type: 'text', words: words(PERSON) },
    lastName: LAST,
    firstName: FIRST,
    middleName: MIDDLE,
    organisation: { type: 'text', words: words(ORGANISATION) },
    email: EMAIL,
    phone: PHONE,
    post: POST,
    need: { type: 'long', words: words('need, needs, requirement, потребность, потребности, задача') },
    plans: { type: 'long', words: words('plans, purchase plans, планы, планы закупки') },
    industry: INDUSTRY,
    source: SOURCE,
    campaign: CAMPAIGN,
    country: COUNTRY,
    region: { ...REGION, words: [...REGION.words, ...CITY.words] },
    line: { type: 'text', words: words('line, line of business, направление') },
    language: LANGUAGE,
    rating: { type: 'text', words: words('rating, temperature, оценка, рейтинг, важность') },
    annualRevenue: REVENUE,
    estimatePct: { type: 'percent', words: words('probability, chance, вероятность') },
    estimate: { type: 'money', words: words('estimate, expected amount, budget, value, сумма, бюджет, оценка суммы') },
    product: PRODUCT,
    owner: OWNER,
  },
  sale: {
    key: { ...KEY, required: true },
    owner: { ...OWNER, required: true },
    stage: {
      type: 'text',
      required: true,
      words: words('stage, deal stage, deal_stage, status, стадия, этап, этап сделки, статус'),
    },
    product: PRODUCT,
    account: { type: 'name', words: words(ORGANISATION) },
    startedOn: {
      type: 'date',
      words: words(
        'start, start date, started, engage_date, engage date, created, created on, дата начала, начало, дата создания',
      ),
    },
    closedOn: {
      type: 'date',
      words: words('close date, close_date, closed, closed on, дата закрытия, закрыта, дата завершения'),
    },
    amount: {
      type: 'money',
      words: words('amount, value, close_value, close value, deal value, sum, сумма, сумма сделки, стоимость'),
    },
    reason: {
      type: 'text',
      words: words('reason, lost reason, loss reason, причина, причина отказа, причина проигрыша'),
    },
  },
  interaction: {
    kind: { type: 'text', words: words('kind, type, тип, вид, вид контакта') },
    at: {
      type: 'moment',
      required: true,
      words: words('date, at, time, when, date and time, дата, время, когда, дата и время, дата контакта'),
    },
    subject: { type: 'text', required: true, words: words('subject, topic, тема, предмет, содержание') },
    key: { ...KEY, words: [...KEY.words, 'message-id', 'message id', 'call id'] },
    direction: { type: 'text', words: words('direction, направление') },
    body: { type: 'long', words: words('body, text, notes, details, текст, описание, подробности, комментарий') },
    result: { type: 'text', words: words('result, outcome, результат, итог') },
    minutes: { type: 'number', words: words('minutes, duration, длительность, минут, продолжительность') },
    author: { type: 'name', words: words('author, employee, owner, автор, сотрудник, менеджер, ответственный') },
    contact: { type: 'name', words: words(`${PERSON}`) },
    contactEmail: EMAIL,
    contactPhone: PHONE,
    account: { type: 'name', words: words(ORGANISATION) },
    record: {
      type: 'name',
      words: words('lead, sale, deal, lead key, sale key, opportunity_id, лид, сделка, продажа'),
    },
  },
  product: {
    name: {
      type: 'text',
      required: true,
      words: words('product, name, продукт, товар, наименование, название, услуга'),
    },
    series: { type: 'text', words: words('series, line, серия, группа, линейка, категория') },
    price: { type: 'money', words: words('price, sales_price, list price, sales price, цена, стоимость') },
  },
  person: {
    name: { type: 'text', required: true, words: words(`sales agent, sales_agent, employee, сотрудник, ${PERSON}`) },
    email: EMAIL,
    manager: { type: 'name', words: words('manager, head, руководитель, начальник, менеджер') },
    office: {
      type: 'name',
      words: words('office, regional office, regional_office, branch, офис, филиал, подразделение'),
    },
  },
};

const ALL_WORDS = new Set(
  Object.values(TARGETS).flatMap((targets) => Object.values(targets).flatMap((one) => one.words)),
);

/** A heading as words are compared: small letters, one space, no signs at its ends. */
export const headingWords = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s_]+/g, ' ')
    .replace(/^[\s*№#"«(]+|[\s*:.»")]+$/g, '');

const FOLDED = new Set([...ALL_WORDS].map(headingWords));

/** Whether a cell is a heading that some target goes by. */
export const knownWords = (cell: string): boolean => FOLDED.has(headingWords(cell));

/** What a field is called where columns are matched with fields: the surest of its words in each language. */
export function nameOfTarget(key: string, { words: all }: Target): { en: string; ru: string } {
  const begun = (word: string | undefined) => (word === undefined ? key : word.charAt(0).toUpperCase() + word.slice(1));
  return {
    en: begun(all.find((word) => /^[\x20-\x7e]+$/.test(word))),
    ru: begun(all.find((word) => /[а-яё]/.test(word))),
  };
}
