import { fold } from './fold';

/** How a company is founded, in words that people write and leave out as they like. */
const FORMS = [
  'общество с ограниченной ответственностью',
  'закрытое акционерное общество',
  'открытое акционерное общество',
  'публичное акционерное общество',
  'акционерное общество',
  'индивидуальный предприниматель',
  'группа компаний',
  ...'ООО ОАО ЗАО ПАО АО НАО ИП ГК НПО НПП ТД ФГУП МУП ГУП ТОО ЧП ТОВ АНО компания фирма'.split(' '),
  ...'LLC LLP LP Ltd Limited Inc Incorporated Corp Corporation Co Company PLC PLLC GmbH AG KG OHG SE SA SAS SARL SRL'.split(
    ' ',
  ),
  ...'SpA BV NV Oy Oyj AB ApS Pty Pte Sp SRO OOO OAO ZAO PAO JSC PJSC CJSC OJSC the and и'.split(' '),
];

/** The legal forms as `fold` writes them, longer ones first. */
export const LEGAL_FORMS: readonly string[] = [...new Set(FORMS.map(fold))].sort(
  (a, b) => b.length - a.length || (a < b ? -1 : 1),
);

const DROPPED = new RegExp(` (?:${LEGAL_FORMS.join('|')})(?= )`, 'g');

/** `fold` without legal forms and `and`: `ООО «Ромашка»` is `romashka`. A name of nothing else stays as it is folded. */
export function foldCompany(name: string): string {
  const folded = fold(name);
  return ` ${folded} `.replace(DROPPED, '').trim() || folded;
}
