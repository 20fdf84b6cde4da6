import { Button, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import styles from './narrow.module.css';
import { useOptions } from './options';
import { DIMENSIONS, type Dimension, listOf, type Narrowed, withoutValue, withValue } from './search';
import './words';

interface NarrowChipsProps {
  search: Narrowed;
  /** What it can be narrowed by here. */
  by?: readonly Dimension[];
}

/** What a list or a report is narrowed to: each a chip that leaves it out again, and a way to add one. All of it is the address. */
export function NarrowChips({ search, by = DIMENSIONS }: NarrowChipsProps) {
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <section className={styles.chips} aria-label={t('narrow.filters')}>
      {by.flatMap((dimension) =>
        listOf(search[dimension]).map((value) => (
          <Held key={`${dimension} ${value}`} dimension={dimension} value={value} held={search[dimension]} />
        )),
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t('narrow.add')}
      </Button>
      {adding && <Adding search={search} by={by} close={() => setAdding(false)} />}
    </section>
  );
}

function Held({ dimension, value, held }: { dimension: Dimension; value: string; held: Narrowed[Dimension] }) {
  const { t } = useWords();
  const { options } = useOptions(value === '' ? null : dimension);
  const label = value === '' ? t('narrow.none') : (options.find((one) => one.value === value)?.label ?? value);
  const said = { name: t(`narrow.by.${dimension}`), value: label };
  return (
    <Link
      to="."
      search={((was: object) => ({ ...was, [dimension]: withoutValue(held, value) })) as never}
      className={styles.chip}
      aria-label={t('narrow.remove', said)}
    >
      {t('narrow.chip', said)}
      <IconX size={14} aria-hidden />
    </Link>
  );
}

function Adding({ search, by, close }: Required<NarrowChipsProps> & { close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [dimension, setDimension] = useState<Dimension>(by[0] ?? 'owner');
  const [value, setValue] = useState<string | null>(null);
  const { options, pending } = useOptions(dimension);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value === null) return;
    close();
    const more = { [dimension]: withValue(search[dimension], value) };
    void navigate({ to: '.', search: ((was: object) => ({ ...was, ...more })) as never });
  };
  return (
    <Dialog title={t('narrow.dialog')} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        <Select
          label={t('narrow.which')}
          data={by.map((one) => ({ value: one, label: t(`narrow.by.${one}`) }))}
          value={dimension}
          onChange={(chosen) => {
            setDimension((chosen ?? 'owner') as Dimension);
            setValue(null);
          }}
          allowDeselect={false}
          data-autofocus
        />
        <Select
          key={dimension}
          label={t('narrow.value')}
          data={options.filter((one) => one.value !== '')}
          value={value}
          onChange={setValue}
          searchable
          disabled={pending}
          nothingFoundMessage={t('narrow.none')}
        />
        <div>
          <Button type="submit" disabled={value === null}>
            {t('narrow.apply')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
