import { stringify } from 'csv-stringify/sync';
import { inert } from '../crm';
import { NOTE_TEXTS, type Note, type NoteCode } from './note';
import type { ImportRowCard } from './read-rows';

const HEADING = { en: ['Row', 'Result', 'Record', 'Why'], ru: ['Строка', 'Итог', 'Запись', 'Почему'] };
const RESULTS: Readonly<Record<string, { en: string; ru: string }>> = {
  waiting: { en: 'waiting', ru: 'ждёт' },
  imported: { en: 'imported', ru: 'добавлена' },
  updated: { en: 'updated', ru: 'изменена' },
  present: { en: 'was there before', ru: 'уже была' },
  rejected: { en: 'rejected', ru: 'отклонена' },
};

/**
 * What became of each row, as a file to mend and bring in again: its own cells, after them what is said of it. It begins with a
 * mark by which spreadsheet programs know UTF-8.
 */
export async function* resultFile(
  rows: AsyncIterable<ImportRowCard>,
  columns: readonly string[],
  language: 'en' | 'ru',
): AsyncGenerator<string> {
  const line = (cells: readonly string[]) => stringify([cells.map(inert)]);
  yield `\uFEFF${line([...columns, ...HEADING[language]])}`;
  for await (const { row, raw, result, entityId, notes, like } of rows) {
    const own = columns.map((column) => raw?.[column] ?? '');
    yield line([
      ...own,
      String(row),
      RESULTS[result]?.[language] ?? result,
      entityId ?? '',
      notes
        .map((note) =>
          [noteText(note, language), note.code === 'LikelyDouble' && like?.name].filter(Boolean).join(': '),
        )
        .join('; '),
    ]);
  }
}

/** A note in words. */
export function noteText({ code, field, value, used }: Note, language: 'en' | 'ru'): string {
  const said = NOTE_TEXTS[code as NoteCode]?.[language] ?? code;
  const what = [field, value].filter(Boolean).join(' = ');
  return [what && `${what}:`, said, used && `(${used})`].filter(Boolean).join(' ');
}
