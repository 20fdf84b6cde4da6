/** What the sample company's clients and wares are called, in the two languages of its offices. */
export type Language = 'en' | 'ru';

export const ACCOUNT_NAMES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Ashdown Foods',
    'Bramley & Sons',
    'Calder Textiles',
    'Dunmore Shipping',
    'Eastgate Clinics',
    'Fenwick Paper',
    'Glenross Distillers',
    'Harrow Water',
    'Iverson Labs',
    'Juniper Hotels',
    'Kestrel Aviation',
    'Langley Ceramics',
    'Marlow Instruments',
    'Northbank Power',
    'Orchard Dairies',
    'Pemberton Glass',
    'Quayside Logistics',
    'Redcliffe Steel',
    'Stanhope Pharma',
    'Thornbury Homes',
    'Ullswater Paints',
    'Vale Packaging',
    'Westbury Farms',
    'Yarrow Bakeries',
    'Alder Robotics',
    'Brightwell Energy',
    'Cromer Seafood',
    'Dovedale Timber',
    'Elmbridge Council Works',
    'Foxhall Motors',
  ],
  ru: [
    'АО «Балтийский порт»',
    'ООО «Волжские мельницы»',
    'АО «Горный ключ»',
    'ООО «Дальстрой»',
    'АО «Енисейлес»',
    'ООО «Жигулёвские сыры»',
    'АО «Заречный завод»',
    'ООО «Ижмаш-Сервис»',
    'АО «Кама-Пласт»',
    'ООО «Ладога Текстиль»',
    'АО «Магистраль»',
    'ООО «Невские воды»',
    'АО «Окские судоверфи»',
    'ООО «Приволжье Агро»',
    'АО «Рязаньхлеб»',
    'ООО «Северный металл»',
    'АО «Тверьстекло»',
    'ООО «Уральский прибор»',
    'АО «Фарма-Восток»',
    'ООО «Хибины»',
    'АО «Центрэнерго»',
    'ООО «Чистый дом»',
    'АО «Шексна»',
    'ООО «Экотара»',
    'АО «Южный консервный»',
    'ООО «Ярославские краски»',
    'АО «Арктик Лоджистик»',
    'ООО «Бор-Инструмент»',
    'АО «Вымпел»',
    'ООО «Гранит-С»',
  ],
};

interface Names {
  first: readonly string[];
  last: readonly string[];
  posts: readonly string[];
}

/** Russian family names stand in the form that goes with the first name's gender: the two lists are read in step. */
export const CONTACT_NAMES: Readonly<Record<Language, readonly Names[]>> = {
  en: [
    {
      first: ['Alice', 'Ben', 'Charlotte', 'Daniel', 'Eleanor', 'Frank', 'Grace', 'Henry', 'Isla', 'Jack'],
      last: ['Barker', 'Coleman', 'Doyle', 'Ellison', 'Foster', 'Griffin', 'Hobbs', 'Irwin', 'Jarvis', 'Knowles'],
      posts: ['Head of procurement', 'Chief engineer', 'Managing director', 'Plant manager', 'Finance director'],
    },
  ],
  ru: [
    {
      first: ['Алексей', 'Борис', 'Виктор', 'Григорий', 'Денис', 'Егор', 'Игорь', 'Кирилл'],
      last: ['Абрамов', 'Беляев', 'Виноградов', 'Герасимов', 'Данилов', 'Ефимов', 'Калинин', 'Лазарев'],
      posts: ['Главный инженер', 'Директор', 'Начальник отдела закупок', 'Директор завода', 'Финансовый директор'],
    },
    {
      first: ['Алла', 'Вера', 'Галина', 'Дарья', 'Елена', 'Инна', 'Ксения', 'Людмила'],
      last: ['Макарова', 'Назарова', 'Осипова', 'Панова', 'Романова', 'Соколова', 'Тарасова', 'Уварова'],
      posts: ['Главный технолог', 'Директор', 'Руководитель закупок', 'Заместитель директора', 'Главный бухгалтер'],
    },
  ],
};

export const DECISION_ROLES = ['decides', 'advises', 'uses', 'pays'] as const;
export const INDUSTRIES = ['food', 'machinery', 'logistics', 'energy', 'construction', 'chemistry', 'health'] as const;
export const SOURCES = ['website', 'exhibition', 'referral', 'partner', 'campaign'] as const;

/** Name, series, price in whole units of the base currency. */
export const PRODUCTS: readonly (readonly [name: string, series: string, price: number])[] = [
  ['Pump station PS-100', 'Pumps', 480_000],
  ['Pump station PS-200', 'Pumps', 1_150_000],
  ['Pump station PS-500', 'Pumps', 3_900_000],
  ['Flow meter FM-10', 'Meters', 65_000],
  ['Flow meter FM-50', 'Meters', 190_000],
  ['Control cabinet CC-1', 'Control', 320_000],
  ['Control cabinet CC-4', 'Control', 870_000],
  ['Service contract, one year', 'Service', 240_000],
];

export const SUBJECTS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Talked about needs',
    'Sent the price list',
    'Answered technical questions',
    'Visited the plant',
    'Terms of payment',
  ],
  ru: [
    'Обсудили потребность',
    'Отправили прайс-лист',
    'Ответили на технические вопросы',
    'Побывали на производстве',
    'Условия оплаты',
  ],
};

export const TOPICS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Wants to replace old pumps',
    'Asks for a quotation',
    'Saw us at the exhibition',
    'Needs metering for a new line',
  ],
  ru: [
    'Хочет заменить старые насосы',
    'Просит коммерческое предложение',
    'Видели нас на выставке',
    'Нужен учёт для новой линии',
  ],
};
