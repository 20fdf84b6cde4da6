import { NumberInput, Select, Table } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, Refused, told } from '../api/client';
import { Scroll } from '../parts/Scroll';
import { useWords } from '../words';
import styles from './imports.module.css';
import { type Import, rereadImport } from './queries';

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1251', 'koi8-r', 'ibm866', 'windows-1252'];
const SEPARATORS = [',', ';', '\t', '|'];

/** What was found in a file, and what somebody knows better: its encoding, its separator, its sheet, where its heading is. */
export function Look({ one }: { one: Import }) {
  const { t } = useWords();
  const { shape } = one;
  const looking = useMutation({
    mutationFn: (body: { encoding?: string; delimiter?: string; sheet?: string; headerRow?: number }) =>
      told(api.POST('/imports/{id}/look', { params: { path: { id: one.id } }, body: body as { sheet: string } })),
    onSettled: () => rereadImport(one.id),
  });
  if (!shape) return null;
  const { encoding, delimiter, sheets, sheet, headerRow, columns, notes } = shape;
  const encodings = [...new Set([...ENCODINGS, ...(encoding ? [encoding] : [])])];
  const separators = [...new Set([...SEPARATORS, ...(delimiter ? [delimiter] : [])])];
  const samples = Math.max(0, ...columns.map((column) => column.samples.length));
  return (
    <section className={styles.part} aria-labelledby="look">
      <h2 id="look">{t('imports.look')}</h2>
      <div className={styles.fields}>
        {encoding !== null && (
          <Select
            label={t('imports.encoding')}
            data={encodings}
            value={encoding}
            onChange={(value) => value && looking.mutate({ encoding: value })}
            allowDeselect={false}
          />
        )}
        {delimiter !== null && (
          <Select
            label={t('imports.separator')}
            data={separators.map((value) => ({ value, label: value === '\t' ? t('imports.tab') : value }))}
            value={delimiter}
            onChange={(value) => value && looking.mutate({ delimiter: value })}
            allowDeselect={false}
          />
        )}
        {sheets.length > 1 && (
          <Select
            label={t('imports.sheet')}
            data={sheets.map(({ name }) => name)}
            value={sheet}
            onChange={(value) => value && looking.mutate({ sheet: value })}
            allowDeselect={false}
          />
        )}
        <NumberInput
          label={t('imports.headerRow')}
          min={0}
          max={60}
          value={headerRow}
          onBlur={({ currentTarget }) => {
            const row = Number(currentTarget.value);
            if (row !== headerRow) looking.mutate({ headerRow: row });
          }}
        />
      </div>
      {looking.error instanceof Refused && (
        <p role="alert" className={styles.bad}>
          {looking.error.message}
        </p>
      )}
      {notes.map(({ code, value }) => (
        <p key={`${code} ${value}`} className={styles.quiet}>
          {t(`imports.shape.${code as 'TitleRows'}`, { value, defaultValue: `${code} ${value}` })}
        </p>
      ))}
      <Scroll className={styles.samples} label={t('imports.samples')}>
        <Table fz="xs" withColumnBorders>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ name }) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Array.from({ length: samples }, (_, n) => `sample ${n}`).map((key, n) => (
              <Table.Tr key={key}>
                {columns.map(({ name, samples: of }) => (
                  <Table.Td key={name}>{of[n] ?? ''}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </section>
  );
}
