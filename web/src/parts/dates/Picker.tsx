import '@mantine/dates/styles.layer.css';
import { ActionIcon, Popover, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import 'dayjs/locale/ru';
import { useRef, useState } from 'react';
import { useWords } from '../../words';
import type { PickerProps } from './DayInput';
import { asShown, readDay } from './typed';

/** A day, or a day with its time: typed as people write it in the language of the page, or picked from a calendar. */
export default function Picker({ value, onChange, timed = false, autoFocus, error, ref, ...shared }: PickerProps) {
  const { t, language } = useWords();
  const field = useRef<HTMLDivElement>(null);
  // What is typed is shown as it is typed, for as long as it is what the value says.
  const [typed, type] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const mine = typed !== null && (readDay(typed, language, timed) ?? '') === value;
  const unread = mine && value === '' && typed.trim() !== '';
  const focus = () => field.current?.querySelector('input')?.focus();
  const put = (text: string) => {
    type(text);
    onChange(readDay(text, language, timed) ?? '');
  };
  const pick = (day: string | null) => {
    setOpen(false);
    if (day) onChange(timed ? `${day}T${value.slice(11) || MORNING}` : day);
    focus();
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      withRoles={false}
      shadow="md"
    >
      <Popover.Target>
        <TextInput
          {...shared}
          ref={ref}
          wrapperProps={{ ref: field }}
          autoComplete="off"
          error={error ?? (unread ? t('dates.unread') : undefined)}
          placeholder={t('dates.like', { day: asShown('2026-11-30 14:30', language, timed) })}
          value={mine ? typed : value === '' ? '' : asShown(value, language, timed)}
          onChange={({ currentTarget }) => put(currentTarget.value)}
          onBlur={() => unread || type(null)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            setOpen(true);
          }}
          autoFocus={autoFocus}
          data-autofocus={autoFocus}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              tabIndex={-1} // by key it is the arrow down
              aria-label={t('dates.calendar')}
              aria-haspopup="dialog"
              aria-expanded={open}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                focus();
                setOpen(!open);
              }}
            >
              <IconCalendar size={17} aria-hidden />
            </ActionIcon>
          }
        />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('dates.calendar')}>
        <DatePicker
          __stopPropagation // Escape closes the calendar, not the dialog around it
          locale={language}
          firstDayOfWeek={1}
          weekendDays={[]} // in red they have too little contrast
          hideOutsideDates
          defaultDate={value === '' ? undefined : value.slice(0, 10)}
          value={value === '' ? null : value.slice(0, 10)}
          onChange={pick}
          ariaLabels={{
            nextMonth: t('dates.nextMonth'),
            previousMonth: t('dates.previousMonth'),
            nextYear: t('dates.nextYear'),
            previousYear: t('dates.previousYear'),
            nextDecade: t('dates.nextDecade'),
            previousDecade: t('dates.previousDecade'),
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** When a day is meant whose time nobody said. */
const MORNING = '09:00';
